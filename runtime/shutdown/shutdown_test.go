//go:build unix

package shutdown_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/shutdown"
)

const role = "CANCELCHECK_TEST_ROLE"

// TestMain is the program under test, if it was started as one.
func TestMain(m *testing.M) {
	ctx := context.Background()
	p := pool.New(ctx, pool.CollectAll())
	switch os.Getenv(role) {
	case "listens":
		os.Exit(shutdown.Run(ctx, func(ctx context.Context) error {
			defer fmt.Println("cleanup")
			fmt.Println("ready")
			<-ctx.Done()
			fmt.Println(context.Cause(ctx))
			return ctx.Err()
		}))
	case "deaf":
		os.Exit(shutdown.Run(ctx, func(ctx context.Context) error {
			defer fmt.Println("cleanup")
			p.Go(ctx, deafTask)
			return p.Wait(context.WithoutCancel(ctx)) // as long as it takes
		}, shutdown.Report(p.WriteStragglers)))
	}
	os.Exit(m.Run())
}

func deafTask(ctx context.Context) error {
	pool.SetName(ctx, "the indexer")
	fmt.Println("ready")
	select {}
}

type program struct {
	t   *testing.T
	cmd *exec.Cmd
	out *bufio.Reader
	err *bufio.Reader
}

func start(t *testing.T, as string) *program {
	t.Helper()
	// A program that does not react fails its test, but does not hang it.
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+as)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{t, cmd, bufio.NewReader(out), bufio.NewReader(errs)}
	p.line(p.out) // ready
	return p
}

func (p *program) line(r *bufio.Reader) string {
	p.t.Helper()
	line, err := r.ReadString('\n')
	if err != nil {
		p.t.Fatal(err)
	}
	return line
}

func (p *program) signal(sig os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) end() (stdout, stderr string, code int) {
	out, _ := io.ReadAll(p.out)
	errs, _ := io.ReadAll(p.err)
	p.cmd.Wait()
	return string(out), string(errs), p.cmd.ProcessState.ExitCode()
}

func TestContract14FirstSignalIsSoft(t *testing.T) {
	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		p := start(t, "listens")
		p.signal(sig)
		out, errs, got := p.end()
		if want := "interrupted by signal: " + sig.String() + "\ncleanup\n"; out != want || got != code {
			t.Errorf("%v: code %d, output %q", sig, got, out)
		}
		if want := sig.String() + ": stopping; once more to quit at once\n"; errs != want {
			t.Errorf("%v: the user is told %q", sig, errs)
		}
	}
}

func TestContract14SecondSignalIsHard(t *testing.T) {
	p := start(t, "deaf")
	p.signal(syscall.SIGINT)
	p.line(p.err) // the first has been taken
	p.signal(syscall.SIGINT)
	out, errs, code := p.end()
	if code != shutdown.HardExit || strings.Contains(out, "cleanup") {
		t.Errorf("code %d, output %q", code, out)
	}
	if !strings.Contains(errs, "the indexer, for ") || !strings.Contains(errs, "shutdown_test.deafTask") {
		t.Errorf("it does not say who was still running:\n%s", errs)
	}
}

func TestRun(t *testing.T) {
	ctx := context.Background()
	var out bytes.Buffer
	failed := errors.New("failed")
	for _, test := range []struct {
		err  error
		code int
		says string
	}{{nil, 0, ""}, {failed, 1, "failed\n"}, {context.Canceled, 1, "context canceled\n"}} {
		out.Reset()
		code := shutdown.Run(ctx, func(ctx context.Context) error { return test.err }, shutdown.Output(&out))
		if code != test.code || out.String() != test.says {
			t.Errorf("%v: code %d, %q", test.err, code, out.String())
		}
	}
}

// Python: KeyboardInterrupt, and the advice against sys.exit and os._exit.
func ExampleShutdown() {
	s := shutdown.Start(context.Background(), shutdown.Output(os.Stdout))
	defer s.Stop()
	ctx := s.Context()

	defer fmt.Println("deferred cleanup runs")
	syscall.Kill(os.Getpid(), syscall.SIGINT) // the user presses Ctrl-C
	<-ctx.Done()
	fmt.Println(context.Cause(ctx))
	// Output:
	// interrupt: stopping; once more to quit at once
	// interrupted by signal: interrupt
	// deferred cleanup runs
}

// A deferred Stop beside one that comes earlier is usual.
func TestStopTwice(t *testing.T) {
	s := shutdown.Start(t.Context())
	defer s.Stop()
	s.Stop()
	if s.Context().Err() == nil {
		t.Error("the context is not done")
	}
}
