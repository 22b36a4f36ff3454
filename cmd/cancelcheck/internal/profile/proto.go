package profile

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/pprof/profile"
)

// parseProto reads what net/http/pprof and runtime/pprof write, compressed or
// not.
func parseProto(data []byte) (*Profile, error) {
	raw, err := profile.ParseData(data)
	if err != nil {
		return nil, err
	}
	p := &Profile{Form: Pprof}
	value := slices.IndexFunc(raw.SampleType, func(t *profile.ValueType) bool {
		return t.Type == "goroutine" || t.Type == "goroutineleak" || t.Type == "goroutines"
	})
	if value < 0 {
		kind := "unknown"
		if len(raw.SampleType) > 0 {
			kind = raw.SampleType[0].Type
		}
		return nil, fmt.Errorf("it is a profile of %s, not of goroutines", kind)
	}
	p.Name = raw.SampleType[value].Type
	named := false
	for _, s := range raw.Sample {
		if value >= len(s.Value) || s.Value[value] <= 0 {
			continue
		}
		g := Group{Count: int(s.Value[value]), Leaked: p.Name == "goroutineleak"}
		for _, l := range s.Location {
			for _, line := range l.Line {
				if line.Function == nil || line.Function.Name == "runtime.goexit" {
					continue
				}
				named = true
				f := newFrame(line.Function.Name, line.Function.Filename, int(line.Line))
				f.Start = int(line.Function.StartLine)
				g.Frames = append(g.Frames, f)
			}
		}
		g.State = parked(g.Frames)
		p.Groups = append(p.Groups, g)
	}
	if len(p.Groups) > 0 && !named {
		return nil, errors.New("it has addresses and no names: symbolise it first, with go tool pprof -proto BINARY PROFILE")
	}
	p.Groups = alike(p.Groups)
	return p, nil
}

// states is what the runtime's own functions on the stack wait for, in the
// words of a stack trace.
var states = map[string]string{
	"runtime.chanrecv":               "chan receive",
	"runtime.chanrecv1":              "chan receive",
	"runtime.chanrecv2":              "chan receive",
	"runtime.chansend":               "chan send",
	"runtime.chansend1":              "chan send",
	"runtime.selectgo":               "select",
	"runtime.block":                  "select (no cases)",
	"runtime.netpollblock":           "IO wait",
	"internal/poll.runtime_pollWait": "IO wait",
	"time.Sleep":                     "sleep",
	"sync.(*Mutex).Lock":             "sync.Mutex.Lock",
	"sync.(*RWMutex).Lock":           "sync.RWMutex.Lock",
	"sync.(*RWMutex).RLock":          "sync.RWMutex.RLock",
	"sync.(*WaitGroup).Wait":         "sync.WaitGroup.Wait",
	"sync.(*Cond).Wait":              "sync.Cond.Wait",
	"syscall.Syscall":                "syscall",
	"syscall.Syscall6":               "syscall",
	"os/signal.signal_recv":          "signals",
}

// parked says what a goroutine waits for. The innermost function that tells is
// right: a lock's semaphore, which comes before it, tells nothing.
func parked(frames []Frame) string {
	for _, f := range frames {
		if s := states[f.Function]; s != "" {
			return s
		}
	}
	return ""
}
