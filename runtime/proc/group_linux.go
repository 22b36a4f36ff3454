package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const noWait = 0x1000000 // WNOWAIT

// processes lists all processes.
func processes() ([]member, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var all []member
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if m, ok := process(pid); ok {
				all = append(all, m)
			}
		}
	}
	return all, nil
}

// process reads a line such as "7 (a (name)) S 1 7 …": state, parent, group.
func process(pid int) (member, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return member{}, false // it has ended meanwhile
	}
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(f) < 3 {
		return member{}, false
	}
	parent, _ := strconv.Atoi(f[1])
	group, err := strconv.Atoi(f[2])
	return member{pid, parent, group, f[0] == "Z" || f[0] == "X"}, err == nil
}

var markers atomic.Int64

// adopt makes this process the parent of its orphaned descendants.
func adopt() (marker string, err error) {
	const setChildSubreaper = 36 // PR_SET_CHILD_SUBREAPER
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0); errno != 0 {
		return "", fmt.Errorf("proc: subreaper: %w", errno)
	}
	return newMarker(markers.Add(1)), nil
}

// sweep kills and reaps the descendants that have left the group. Each is our
// child when it is signalled, and nobody else reaps it: its number is its own.
// When it dies, its own children become ours, and the next round finds them.
func (g *group) sweep() {
	if g.marker == "" {
		return
	}
	for doubts := 0; doubts < 100; {
		found, doubt := g.round()
		switch {
		case found:
		case !doubt:
			return
		default:
			doubts++
			time.Sleep(time.Millisecond)
		}
	}
}

// round kills and reaps those whom it finds. It is in doubt about children of
// ours that have no environment: in the middle of an exec that is so for a
// moment.
func (g *group) round() (found, doubt bool) {
	all, _ := processes()
	for _, m := range all {
		if m.pid == g.id || m.parent != os.Getpid() {
			continue
		}
		if !m.zombie {
			env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", m.pid))
			doubt = doubt || err == nil && len(env) == 0
			if err != nil || !bytes.Contains(append(env, 0), append([]byte(g.marker), 0)) {
				continue
			}
		} else if m.group != g.id {
			continue // whose it was is no longer known
		}
		found = true
		_ = g.send(m.pid, syscall.SIGKILL)
		for {
			if _, err := syscall.Wait4(m.pid, nil, 0, nil); err != syscall.EINTR {
				break
			}
		}
	}
	return found, doubt
}
