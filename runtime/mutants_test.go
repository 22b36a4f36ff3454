package runtime_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A mutant is the code of this module, broken at one place: the text old of a
// file is replaced by new, as the compiler sees it (go test -overlay), and the
// tests of the point that it breaks have to fail. The code itself has no seams
// for this. When it changes so that old is no longer there exactly once, the
// mutant has to be written anew: that is reported, too.
type mutant struct {
	point string // as in the names of its tests
	why   string
	file  string
	old   string
	new   string
}

var mutants = []mutant{
	{"01", "a cancel leaves the queue to the workers", "pool/pool.go",
		"p.queue, p.stale, p.blocked = queue{}, 0, nil",
		"p.blocked = nil"},
	{"01", "a full queue is refilled after the cancel", "pool/submit.go",
		"case p.cause != nil:\n\t\treturn p.cause",
		"case false:"},
	{"02", "dropping does not look whether the future is resolved", "pool/future.go",
		"if n.state.CompareAndSwap(uint32(Queued), uint32(Dropped)) && n.waiters.Load() != nil {\n\t\tn.tell()\n\t}\n}\n\n// cancel",
		"n.state.Store(uint32(Dropped))\n}\n\n// cancel"},
	{"02", "a Goexit resolves nothing", "pool/worker.go",
		"w.settle(t, ErrGoexit)",
		"t.state = Failed"},
	{"03", "a dropped future does not say why", "pool/errors.go",
		"return []error{ErrDropped, e.Cause}",
		"return []error{ErrDropped}"},
	{"04", "Wait waits for nobody", "pool/pool.go",
		"select {\n\tcase <-p.ended:\n\t\treturn true\n\tcase <-ctx.Done():\n\t\treturn false\n\t}",
		"return true"},
	{"04", "Wait does not wait for the hook on the parent", "pool/pool.go",
		"if p.hooking {",
		"if false {"},
	{"04", "the hook on the parent is left there", "pool/pool.go",
		"p.hooking = p.unhook != nil && !p.unhook()\n\t\tp.cancel(nil)",
		"p.hooking = false"},
	{"05", "the last error is the one returned", "pool/pool.go",
		"cause = context.Cause(p.ctx)\n\t}\n\tif p.cause != nil || p.done {",
		"}\n\tif p.done {"},
	{"05", "the context canceled of a sibling is an error of its own", "pool/future.go",
		"return Cancelled\n\t}\n\treturn Failed",
		"}\n\treturn Failed"},
	{"05", "the cause does not reach the siblings", "pool/pool.go",
		"p.cancel(cause)\n",
		"p.cancel(nil)\n"},
	{"06", "a task keeps its slot while it waits", "pool/task.go",
		"case t.slot:\n\t\tt.slot = false",
		"case t.slot:\n\t\treturn nil"},
	{"06", "a task that resumes does not look for a slot", "pool/task.go",
		"x.resume = r\n\tp.resumes = append(p.resumes, r)\n\tp.m.mu.Unlock()\n\t<-r.granted",
		"t.resumed()\n\tp.m.mu.Unlock()\n\t_ = r"},
	{"06", "cycles are not looked for", "pool/task.go",
		"if p.stuck(w, t) {",
		"if false {"},
	{"06", "a task may wait for its own pool", "pool/pool.go",
		"if p.encloses(ctx) {",
		"if false {"},
	{"07", "a Goexit takes the slot along", "pool/worker.go",
		"if w.finish(t) {\n\t\tp.release()\n\t}",
		"w.finish(t)"},
	{"07", "the stack of a panic is lost", "pool/worker.go",
		"&PanicError{v, debug.Stack()}",
		"&PanicError{v, append(debug.Stack()[:0:0], \"lost\"...)}"},
	{"08", "a blocked submit does not hear of the cancel", "pool/pool.go",
		"for _, b := range blocked {\n\t\tb.answer(p.dropped)\n\t}",
		"_ = blocked"},
	{"08", "a blocked submit does not look at its own context", "pool/submit.go",
		"case <-ctx.Done():\n\t}\n\tp.m.mu.Lock()\n\tvar mine",
		"}\n\tp.m.mu.Lock()\n\tvar mine"},
	{"09", "leaving a loop cancels, and does not join", "pool/completed.go",
		"if len(left) == 0 {",
		"if true {"},
	{"09", "leaving a loop joins, and does not cancel", "pool/completed.go",
		"!n.cancel(ErrLeft)",
		"true"},
	{"09", "the stragglers of a loop are not reported", "pool/completed.go",
		"report(p, left)\n",
		""},
	{"10", "a backoff sleeps through the cancel", "internal/slot/slot.go",
		"case <-ctx.Done():\n\t\treturn context.Cause(ctx)",
		"case <-context.WithoutCancel(ctx).Done():\n\t\treturn nil"},
	{"10", "a backoff holds its slot", "internal/slot/slot.go",
		"defer Leave(ctx)()",
		""},
	{"11", "Wait does not look at its context", "pool/pool.go",
		"case <-ctx.Done():\n\t\treturn false",
		"case <-context.WithoutCancel(ctx).Done():\n\t\treturn false"},
	{"11", "the report does not say where a straggler is", "pool/report.go",
		"all[label] = frames(block)",
		"all[label] = \"\""},
	{"11", "the report does not know since when", "pool/worker.go",
		"w.since = now\n",
		"_ = now\n"},
	{"12", "cleanup is not shielded", "pool/sleep.go",
		"context.WithTimeoutCause(context.WithoutCancel(ctx), d,",
		"context.WithTimeoutCause(ctx, d,"},
	{"12", "cleanup may take for ever", "pool/sleep.go",
		"context.WithTimeoutCause(context.WithoutCancel(ctx), d,",
		"context.WithTimeoutCause(context.WithoutCancel(ctx), 1<<62,"},
	{"13", "a stopped worker loses its item", "queue/queue.go",
		"if !done {",
		"if false {"},
	{"13", "a stopped worker gives back what is done", "queue/queue.go",
		"done = err == nil",
		"done = err == nil && ctx.Err() == nil"},
	{"13", "a consumer leaves while an item may come back", "queue/queue.go",
		"q.closed && q.under == 0\n",
		"q.closed\n"},
	{"14", "the first signal is hard", "shutdown/shutdown.go",
		"s.cancel(&Interrupted{sig})",
		"s.hard()"},
	{"14", "the second signal is not heard", "shutdown/shutdown.go",
		"case <-s.signals:\n\t\ts.hard()\n",
		""},
	{"14", "the user is not told", "shutdown/shutdown.go",
		"fmt.Fprintf(s.opts.out, \"%v: stopping; once more to quit at once\\n\", sig)",
		""},
	{"15", "only the child is killed, not its group", "proc/group_unix.go",
		"func (g *group) kill() { _ = g.send(-g.id,",
		"func (g *group) kill() { _ = g.send(g.id,"},
	{"15", "the leader is reaped before the group is gone", "proc/group_unix.go",
		"options = 4 | noWait",
		"options = 4"},
	{"15", "zombies that nobody reaps count as alive", "proc/group_unix.go",
		"m.group == g.id && !m.zombie",
		"m.group == g.id"},
	{"15", "those whose leader died first are left", "proc/proc.go",
		"if p.cause != nil || p.group.alive() {",
		"if p.cause == nil {\n\t\treturn\n\t}\n\tif p.cause != nil {"},
}

// TestMutants proves of each test of the contract that it can fail. A mutant
// stays one however often it is run: with -count it is run once.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a test binary for each mutant")
	}
	for i, failure := range failures() {
		if failure != "" {
			t.Errorf("point %s, %s: %s", mutants[i].point, mutants[i].why, failure)
		}
	}
}

func TestEveryPointHasAMutant(t *testing.T) {
	have := map[string]bool{}
	for _, m := range mutants {
		have[m.point] = true
	}
	if len(have) != 15 {
		t.Errorf("mutants of %d points, there are 15", len(have))
	}
}

var failures = sync.OnceValue(func() []string {
	list := make([]string, len(mutants))
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return []string{err.Error()}
	}
	defer os.RemoveAll(dir)
	// Builds take all processors, one after the other. Broken code mostly waits;
	// that of the last points waits longest, and comes first.
	var wg sync.WaitGroup
	for i, m := range slices.Backward(mutants) {
		scratch := filepath.Join(dir, strconv.Itoa(i))
		binary, failure := m.build(scratch)
		if failure != "" {
			list[i] = failure
			continue
		}
		wg.Go(func() { list[i] = m.survives(binary) })
	}
	wg.Wait()
	return list
})

// folder returns where the tests of the point are.
func (m mutant) folder() string {
	if strings.HasPrefix(m.file, "internal/slot/") {
		return "retry"
	}
	dir, _, _ := strings.Cut(m.file, "/")
	return dir
}

// build builds the tests of the point with the broken code.
func (m mutant) build(scratch string) (binary, failure string) {
	src, err := os.ReadFile(filepath.FromSlash(m.file))
	if err != nil {
		return "", err.Error()
	}
	if n := bytes.Count(src, []byte(m.old)); n != 1 {
		return "", fmt.Sprintf("the text to replace is there %d times", n)
	}
	path, err := filepath.Abs(filepath.FromSlash(m.file))
	if err != nil {
		return "", err.Error()
	}
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return "", err.Error()
	}
	broken, overlay := filepath.Join(scratch, "broken.go"), filepath.Join(scratch, "overlay.json")
	paths, err := json.Marshal(map[string]any{"Replace": map[string]string{path: broken}})
	if err != nil {
		return "", err.Error()
	}
	for name, content := range map[string][]byte{
		broken:  bytes.Replace(src, []byte(m.old), []byte(m.new), 1),
		overlay: paths,
	} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return "", err.Error()
		}
	}
	binary = filepath.Join(scratch, "broken.test")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-o", binary, "-overlay", overlay, "./"+m.folder()).CombinedOutput()
	if err != nil {
		return "", "it does not compile:\n" + string(out)
	}
	return binary, ""
}

// survives returns how the mutant got away with it, or nothing.
func (m mutant) survives(binary string) string {
	run := exec.Command(binary, "-test.run=^TestContract"+m.point, "-test.timeout=30s", "-test.failfast")
	run.Dir = m.folder()
	out, err := run.CombinedOutput()
	switch {
	case err == nil:
		return "the tests pass"
	case !killed.Match(out):
		return "no test fails, and yet:\n" + string(out)
	}
	return ""
}

// killed is how a test binary says that a test failed, also by a deadlock or
// because it did not end.
var killed = regexp.MustCompile(`(?m)^(--- FAIL: |panic: )`)
