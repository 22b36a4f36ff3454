package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
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
	for found := true; found; {
		found = false
		all, _ := processes()
		for _, m := range all {
			if m.pid == g.id || m.parent != os.Getpid() || !g.left(m) {
				continue
			}
			found = true
			_ = g.send(m.pid, syscall.SIGKILL)
			for {
				if _, err := syscall.Wait4(m.pid, nil, 0, nil); err != syscall.EINTR {
					break
				}
			}
		}
	}
}

// left reports whether a child of ours is one that came from the group: it died
// in it, or runs with its marker.
func (g *group) left(m member) bool {
	if m.zombie {
		return m.group == g.id
	}
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", m.pid))
	return err == nil && bytes.Contains(append(env, 0), append([]byte(g.marker), 0))
}
