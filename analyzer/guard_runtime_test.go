package analyzer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer/gostop"
)

// A program that uses our own runtime; what is marked is a finding.
const runtimeUser = `package user

import (
	"context"
	"os/exec"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/proc"
	"github.com/cancelcheck/cancelcheck/runtime/queue"
	"github.com/cancelcheck/cancelcheck/runtime/shutdown"
)

func nothing(context.Context) error { return nil }
func one(context.Context) (int, error) { return 1, nil }

func untilDone(ctx context.Context) error {
	for ctx.Err() == nil {
	}
	return nil
}

func poolNeverWaited(ctx context.Context) {
	p := pool.New(ctx)
	p.Go(ctx, nothing) // finding
}

func poolWaited(ctx context.Context) error {
	p := pool.New(ctx)
	p.Go(ctx, nothing)
	return p.Wait(ctx)
}

func poolWaitedByDefer(ctx context.Context) {
	p := pool.New(ctx)
	defer p.Wait(ctx)
	p.Go(ctx, nothing)
}

func poolClosed(ctx context.Context) {
	p := pool.New(ctx)
	defer p.Close()
	p.Go(ctx, nothing)
}

func poolCancelled(ctx context.Context) {
	p := pool.New(ctx)
	defer p.Cancel(nil)
	p.Go(ctx, nothing)
}

func futureDropped(ctx context.Context) {
	p := pool.New(ctx)
	pool.Submit(ctx, p, one) // finding
}

func futureWaited(ctx context.Context) (int, error) {
	p := pool.New(ctx)
	return pool.Submit(ctx, p, one).Wait(ctx)
}

func loopWaits(ctx context.Context) (sum int) {
	p := pool.New(ctx)
	for n := range pool.Map(ctx, p, []int{1}, func(context.Context, int) (int, error) { return 1, nil }) {
		sum += n
	}
	return sum
}

func workerNeverStopped() bool {
	w := queue.Start(context.Background(), untilDone) // finding
	return w.Stopped()
}

func workerUnderContext(ctx context.Context) bool {
	w := queue.Start(ctx, untilDone)
	return w.Stopped()
}

func workerStopped(ctx context.Context) error {
	w := queue.Start(context.Background(), untilDone)
	w.Stop()
	return w.Wait(ctx)
}

func workerInASelect(ctx context.Context) {
	w := queue.Start(context.Background(), untilDone)
	select {
	case <-w.Done():
	case <-ctx.Done():
	}
}

func putIsNoStop(ctx context.Context) error {
	q := queue.New[int](1)
	return q.Put(ctx, 1)
}

func childLeft() int {
	p, err := proc.Start(context.Background(), exec.Command("tail", "-f", "log")) // finding
	if err != nil {
		return 0
	}
	return p.Pid()
}

func childWaited() error {
	p, err := proc.Start(context.Background(), exec.Command("true"))
	if err != nil {
		return err
	}
	return p.Wait()
}

func listens() context.Context {
	s := shutdown.Start(context.Background()) // finding
	return s.Context()
}

func listensUntilTheEnd() error {
	s := shutdown.Start(context.Background())
	defer s.Stop()
	return untilDone(s.Context())
}
`

// Users of our own runtime are told the same, whether its facts are computed or
// come from package known.
func TestRuntimeUsers(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join(root, "runtime"))
	require.NoError(t, err)
	var want []int
	for i, line := range strings.Split(runtimeUser, "\n") {
		if strings.HasSuffix(line, "// finding") {
			want = append(want, i+1)
		}
	}
	t.Run("facts", func(t *testing.T) {
		assert.Equal(t, want, stopLines(t, packages.LoadAllSyntax, dir, map[string][]byte{
			filepath.Join(dir, "user", "user.go"): []byte(runtimeUser),
		}))
	})
	t.Run("entries", func(t *testing.T) {
		module := t.TempDir()
		for name, text := range map[string]string{
			"go.mod": "module example.com/user\n\ngo 1.26\n\nrequire github.com/cancelcheck/cancelcheck/runtime v0.1.0\n\n" +
				"replace github.com/cancelcheck/cancelcheck/runtime => " + dir + "\n",
			"user/user.go": runtimeUser,
		} {
			name = filepath.Join(module, name)
			require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
			require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
		}
		assert.Equal(t, want, stopLines(t, packages.LoadSyntax, module, nil))
	})
}

// stopLines returns the lines of package user that gostop reports.
func stopLines(t *testing.T, mode packages.LoadMode, dir string, overlay map[string][]byte) (lines []int) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: mode | packages.NeedModule, Dir: dir, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod"), Overlay: overlay,
	}, "./user")
	require.NoError(t, err)
	graph, err := checker.Analyze([]*analysis.Analyzer{gostop.Analyzer}, pkgs, nil)
	require.NoError(t, err)
	for _, action := range graph.Roots {
		require.Empty(t, action.Package.Errors)
		require.NoError(t, action.Err)
		for _, d := range action.Diagnostics {
			lines = append(lines, action.Package.Fset.Position(d.Pos).Line)
		}
	}
	return lines
}
