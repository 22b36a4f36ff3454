//go:build linux || darwin

package proc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

const (
	patient = 20 * time.Second // never used up where the child listens
	short   = 50 * time.Millisecond
	// Not for ever: a test may fail. Short, for a shell that has just begun a
	// sleep hears a signal only after it.
	stay = `i=0; while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done`
)

// A child is a shell script in a group whose signals are recorded.
type child struct {
	*Proc
	t    *testing.T
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	mu   sync.Mutex
	sent []string
}

func run(t *testing.T, ctx context.Context, script string, opts ...Option) *child {
	t.Helper()
	leaktest.Check(t)
	c := &child{t: t, cmd: exec.Command("sh", "-c", script)}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stdout = w
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	c.Proc, err = Start(ctx, c.cmd, append(opts, func(o *options) { o.send = c.send })...)
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewScanner(r)
	t.Cleanup(func() { r.Close() })
	return c
}

// send checks that a signal goes to what is ours: the group of a leader that is
// our child, alive or a zombie, or a single child of ours.
func (c *child) send(pid int, sig syscall.Signal) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, sig.String())
	all, err := processes()
	if err != nil {
		c.t.Error(err)
	}
	ours := false
	for _, m := range all {
		ours = ours || m.parent == os.Getpid() && (m.pid == pid || m.pid == -pid && m.group == m.pid)
	}
	if !ours {
		c.t.Errorf("%v was sent to %d, which is not ours; the leader is %d", sig, pid, c.cmd.Process.Pid)
	}
	return syscall.Kill(pid, sig)
}

// line returns the next line of output, with which scripts say where they are.
func (c *child) line() string {
	c.t.Helper()
	if !c.out.Scan() {
		c.t.Fatalf("no more output: %v", c.out.Err())
	}
	return c.out.Text()
}

func (c *child) pid() int {
	c.t.Helper()
	pid, err := strconv.Atoi(c.line())
	if err != nil {
		c.t.Fatal(err)
	}
	return pid
}

// wait waits, and then looks for members of the group.
func (c *child) wait() error {
	c.t.Helper()
	err := c.Wait()
	if c.group.alive() {
		c.t.Error("somebody of the group is still running")
		syscall.Kill(-c.Pid(), syscall.SIGKILL)
	}
	return err
}

func TestContract15Cooperative(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("cause")
	c := run(t, ctx, `trap 'echo bye; exit 7' TERM; echo ready; `+stay, Grace(patient))
	c.line()
	cancel(cause)
	bye := c.line()
	err := c.wait()
	var stopped *StoppedError
	var exit *exec.ExitError
	if !errors.As(err, &stopped) || stopped.Killed || !errors.Is(err, cause) || !errors.As(err, &exit) || exit.ExitCode() != 7 || bye != "bye" {
		t.Errorf("%v, %q", err, bye)
	}
}

func TestContract15Stubborn(t *testing.T) {
	c := run(t, t.Context(), `trap '' TERM; echo ready; `+stay, Grace(short))
	c.line()
	c.Stop()
	err := c.wait()
	var stopped *StoppedError
	if !errors.As(err, &stopped) || !stopped.Killed || !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
}

func TestContract15Grandchildren(t *testing.T) {
	c := run(t, t.Context(), `(trap '' TERM; echo ready; `+stay+`) & (echo ready; `+stay+`) & wait`, Grace(short))
	c.line()
	c.line()
	c.Stop()
	var stopped *StoppedError
	if err := c.wait(); !errors.As(err, &stopped) || !stopped.Killed {
		t.Error(err)
	}
}

func TestContract15LeaderDeadFirst(t *testing.T) {
	const exit = ` read go; exit 3` // when the others have said that they are there
	for name, test := range map[string]struct{ script, sent string }{
		"those left listen":    {`(echo ready; ` + stay + `) &` + exit, "terminated killed"},
		"those left are deaf":  {`(trap '' TERM; echo ready; ` + stay + `) &` + exit, "terminated killed"},
		"nobody is left":       {`echo ready;` + exit, "killed"},
		"a chain of orphans":   {`sh -c '(echo ready; ` + stay + `) & exit';` + exit, "terminated killed"},
		"the leader is killed": {`(echo ready; ` + stay + `) & ulimit -c 0; read go; kill -SEGV $$`, "terminated killed"},
	} {
		t.Run(name, func(t *testing.T) {
			c := run(t, t.Context(), test.script, Grace(short))
			c.line()
			c.in.Close()
			err := c.wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Exited() && exit.ExitCode() != 3 {
				t.Errorf("how the leader ended is lost: %v", err)
			}
			if sent := strings.Join(c.sent, " "); !strings.HasPrefix(sent, test.sent) {
				t.Errorf("sent %s, want %s", sent, test.sent)
			}
		})
	}
}

func TestContract15SetsidIsOutOfReach(t *testing.T) {
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip(err)
	}
	c := run(t, t.Context(), `setsid sh -c 'echo $$; exec sleep 30' & wait`, Grace(patient))
	gone := c.pid()
	c.Stop()
	c.wait()
	if err := syscall.Kill(gone, syscall.SIGKILL); err != nil {
		t.Errorf("the documentation says that it is out of reach: %v", err)
	}
}

func TestForwardsTheSignalOfTheCause(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	c := run(t, ctx, `trap 'echo int; exit 0' INT; trap 'echo term; exit 0' TERM; echo ready; `+stay, Grace(patient))
	c.line()
	cancel(fmt.Errorf("stop: %w", interrupted{}))
	if got := c.line(); got != "int" {
		t.Error(got)
	}
	if err := c.wait(); !errors.Is(err, interrupted{}) {
		t.Error(err)
	}
}

type interrupted struct{}

func (interrupted) Error() string     { return "interrupted" }
func (interrupted) Signal() os.Signal { return os.Interrupt }

func TestOutput(t *testing.T) {
	out, err := Output(t.Context(), exec.Command("echo", "hello"))
	if string(out) != "hello\n" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready := filepath.Join(t.TempDir(), "ready")
	if err := syscall.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		if f, err := os.Open(ready); err == nil {
			io.Copy(io.Discard, f)
			f.Close()
		}
		cancel()
	}()
	out, err = Output(ctx, exec.Command("sh", "-c", `echo half; : > "$0"; sleep 30`, ready), Grace(patient))
	if string(out) != "half\n" || !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", out, err)
	}
}

func TestStartRefuses(t *testing.T) {
	done, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("cause")
	cancel(cause)
	if _, err := Start(done, exec.Command("true")); err != cause {
		t.Error(err)
	}
	if _, err := Start(t.Context(), exec.CommandContext(t.Context(), "true")); err == nil {
		t.Error("a command with a context of its own")
	}
	own := exec.Command("true")
	own.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if _, err := Start(t.Context(), own); err == nil {
		t.Error("a command with a session of its own")
	}
	if _, err := Start(t.Context(), exec.Command("/does/not/exist")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// The list of macOS, read where there is another to compare it with.
func TestPS(t *testing.T) {
	if _, err := exec.LookPath("ps"); err != nil {
		t.Skip(err)
	}
	all, err := ps()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.pid == os.Getpid() {
			if want := (member{os.Getpid(), os.Getppid(), syscall.Getpgrp(), false}); m != want {
				t.Errorf("%+v, want %+v", m, want)
			}
			return
		}
	}
	t.Errorf("%d processes, and not this one", len(all))
}
