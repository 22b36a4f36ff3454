package profile

import (
	"bytes"
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const traces = `panic: something

goroutine 34 gp=0xc0001 m=nil [select, 12 minutes, locked to thread]:
runtime.gopark(0x1?, 0x2?)
	C:/go/src/runtime/proc.go:435 +0xce fp=0xc0001 sp=0xc0002 pc=0x47
gopkg.in/thing%2ev3.(*Queue[go.shape.[]int]).Run-fm(0xc0, {0x1, 0x2})
	C:/work/queue.go:12 +0x1d
...additional frames elided...
created by gopkg.in/thing%2ev3.Start[...] in goroutine 1
	C:/work/queue.go:7 +0x25
[originating from goroutine 1]:
main.main()
	C:/work/main.go:1 +0x1

goroutine 9 [chan send (leaked)]:
m.f(...)
	/m/f.go:1
`

func TestTraces(t *testing.T) {
	p, err := Read([]byte(traces))
	require.NoError(t, err)
	require.Equal(t, &Profile{Form: Debug2, Name: "goroutineleak", Groups: []Group{
		{Count: 1, State: "select", Minutes: 12, Frames: []Frame{
			{Package: "runtime", Function: "runtime.gopark", File: "C:/go/src/runtime/proc.go", Line: 435},
			{Package: "gopkg.in/thing.v3", Function: "gopkg.in/thing.v3.(*Queue).Run", File: "C:/work/queue.go", Line: 12},
		}, Created: &Frame{Package: "gopkg.in/thing.v3", Function: "gopkg.in/thing.v3.Start", File: "C:/work/queue.go", Line: 7}},
		{Count: 1, State: "chan send", Leaked: true, Frames: []Frame{{Package: "m", Function: "m.f", File: "/m/f.go", Line: 1}}},
	}}, p)
}

func TestBothForms(t *testing.T) {
	block, done := make(chan int), make(chan int)
	for range 3 {
		go func() { <-block; done <- 1 }()
	}
	defer func() {
		close(block)
		for range 3 {
			<-done
		}
	}()
	for debug, form := range map[int]string{0: Pprof, 2: Debug2} {
		waiting := func() bool {
			var b bytes.Buffer
			require.NoError(t, pprof.Lookup("goroutine").WriteTo(&b, debug))
			p, err := Read(b.Bytes())
			require.NoError(t, err)
			require.Equal(t, form, p.Form)
			n := 0
			for _, g := range p.Groups {
				if last := g.Frames[len(g.Frames)-1]; g.State == "chan receive" && last.Package == "github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/profile" {
					n = g.Count
				}
			}
			return n == 3
		}
		require.Eventually(t, waiting, 10e9, 1e6, form)
	}
}

func TestOtherProfiles(t *testing.T) {
	var heap bytes.Buffer
	require.NoError(t, pprof.Lookup("heap").WriteTo(&heap, 0))
	for want, data := range map[string][]byte{
		"it is empty":               nil,
		"it is a profile of alloc_": heap.Bytes(),
		"debug=1":                   []byte("goroutine profile: total 1\n1 @ 0x1\n"),
		"neither stack traces":      []byte("hello\n"),
		"decompressing":             {0x1f, 0x8b, 0, 0},
	} {
		_, err := Read(data)
		require.ErrorContains(t, err, want)
	}
}

// Whatever a log holds, reading it ends, and what is read can be used.
func FuzzTraces(f *testing.F) {
	f.Add(traces)
	f.Add("goroutine 1 [running]:\n\t:1\ncreated by \n\ta:1")
	f.Add("goroutine 1 [a[b]]:\nf[[(\n\tx:99999999999999999999 +0x1")
	f.Fuzz(func(t *testing.T, text string) {
		p := parseText(text)
		if p == nil {
			return
		}
		total := 0
		for _, g := range p.Groups {
			total += g.Count
			for _, frame := range g.Frames {
				require.Positive(t, frame.Line)
				require.True(t, strings.HasPrefix(frame.Function, frame.Package))
			}
		}
		require.Positive(t, total)
	})
}
