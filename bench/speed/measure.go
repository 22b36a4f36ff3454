package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A sample is one run of one tool.
type sample struct {
	wall, cpu time.Duration
	memory    int64 // bytes; peak over the process tree, see tree
	tree      bool  // memory counts all processes, not only the largest
	exit      int
	lines     int // of output
}

// A result is all runs of one tool in one state.
type result struct {
	name    string
	samples []sample
}

// measure runs every tool in a state, in turns.
func (b *bench) measure(state string) ([]result, error) {
	results := make([]result, len(b.tools))
	for i, t := range b.tools {
		results[i].name = t.name
		if state == unchanged {
			progress("%s, first run: %s", state, t.name)
			if _, err := b.turn(t, cold); err != nil {
				return nil, err
			}
			if err := b.keep(t); err != nil {
				return nil, err
			}
		}
	}
	for n := range b.runs {
		for i, t := range b.tools {
			progress("%s, run %d of %d: %s", state, n+1, b.runs, t.name)
			s, err := b.turn(t, state)
			if err != nil {
				return nil, err
			}
			results[i].samples = append(results[i].samples, s)
			if state == unchanged {
				if err := b.keep(t); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, t := range b.tools {
		if err := os.RemoveAll(b.kept(t)); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// turn is one run of one tool that finds its caches in a state.
func (b *bench) turn(t tool, state string) (sample, error) {
	var err error
	if state == unchanged {
		if err = os.RemoveAll(b.live()); err == nil {
			err = b.restore(t)
		}
	} else {
		err = b.prepare(state)
	}
	if err != nil {
		return sample{}, err
	}
	s, err := run(b.command(t, b.dir, b.patterns))
	if err != nil {
		err = fmt.Errorf("%s: %v", t.name, err)
	}
	return s, err
}

// command prepares a run with all caches in the live directory, also those of
// tools that ask for the user's cache directory.
func (b *bench) command(t tool, dir string, patterns []string) *exec.Cmd {
	cmd := exec.Command(t.argv[0], append(t.argv[1:len(t.argv):len(t.argv)], patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(),
		"GOCACHE="+filepath.Join(b.live(), "go-build"),
		"XDG_CACHE_HOME="+filepath.Join(b.live(), "user"),
		"STATICCHECK_CACHE="+filepath.Join(b.live(), "staticcheck"))
	return cmd
}

// run measures one run. The table shows the exit code: 2 is how cancelcheck says
// that a package could not be analysed. Anything above is no answer at all.
func run(cmd *exec.Cmd) (sample, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, err
	}
	stop, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watchMemory(cmd.Process.Pid, stop) }()
	err := cmd.Wait()
	s := sample{wall: time.Since(start), lines: bytes.Count(out.Bytes(), []byte("\n"))}
	close(stop)
	s.memory = <-peak
	s.tree = s.memory > 0

	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return sample{}, err
	}
	s.exit = cmd.ProcessState.ExitCode()
	if s.exit == 2 {
		progress("exit code 2:\n%s", firstLines(out.String(), 5))
	}
	if s.exit < 0 || s.exit > 2 {
		return sample{}, fmt.Errorf("exit code %d\n%s", s.exit, firstLines(out.String(), 20))
	}
	s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() // of all that it waited for
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.memory = max(s.memory, maxRSS(usage))
	}
	return s, nil
}

// maxRSS is the largest single process of the tree. Linux counts in KiB.
func maxRSS(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "linux" {
		return int64(usage.Maxrss) << 10
	}
	return int64(usage.Maxrss)
}

func firstLines(s string, n int) string {
	lines := strings.SplitAfterN(s, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "")
}

// pause between two looks at the process tree: long enough to cost little, so
// a peak shorter than this is seen only by the kernel's own high-water mark.
const pause = 30 * time.Millisecond

// watchMemory returns the peak resident size of a process and all below it,
// until stop is closed; 0 where the system does not tell.
func watchMemory(pid int, stop <-chan struct{}) (peak int64) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return peak
		case <-tick.C:
			peak = max(peak, treeSize(pid))
		}
	}
}

func treeSize(pid int) (bytes int64) {
	proc := "/proc/" + strconv.Itoa(pid)
	if statm, err := os.ReadFile(proc + "/statm"); err == nil {
		if f := strings.Fields(string(statm)); len(f) > 2 {
			resident, _ := strconv.ParseInt(f[1], 10, 64)
			bytes = resident * int64(os.Getpagesize())
		}
	}
	tasks, _ := os.ReadDir(proc + "/task")
	for _, task := range tasks {
		children, _ := os.ReadFile(proc + "/task/" + task.Name() + "/children")
		for _, child := range strings.Fields(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				bytes += treeSize(n)
			}
		}
	}
	return bytes
}
