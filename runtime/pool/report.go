package pool

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

// A Straggler is a task that has not ended.
type Straggler struct {
	Name    string        // by [SetName], else that of its function
	Age     time.Duration // after tiny tasks in the same goroutine, that of the first of up to eight
	Waiting bool          // for another task, or in another wait that holds no slot
	Stack   string        // of its goroutine
}

func (s Straggler) String() string {
	return fmt.Sprintf("%s, for %v:\n%s", s.Name, s.Age.Round(time.Millisecond), s.Stack)
}

// A StragglersError says who has not stopped.
type StragglersError struct {
	Cause error // why nobody waits for them any longer
	Err   error // of the pool so far
	Tasks []Straggler
}

func (e *StragglersError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %d still running", e.Cause, len(e.Tasks))
	for _, s := range e.Tasks {
		fmt.Fprintf(&b, "\n\n%v", s)
	}
	return b.String()
}

// Unwrap returns why the wait ended, and the error of the pool.
func (e *StragglersError) Unwrap() []error { return []error{e.Cause, e.Err} }

// SetName names the task that ctx belongs to, for reports. A task may rename
// itself as it goes on. Outside a task SetName does nothing.
func SetName(ctx context.Context, name string) {
	if t := taskOf(ctx); t != nil {
		mu := &t.worker.pool.m.mu
		mu.Lock()
		t.more().name = name
		mu.Unlock()
	}
}

// Stragglers returns the tasks that have started and not ended, in no order
// that means anything. It reads the stacks of all goroutines, which stops the
// program for a moment; in return, tasks pay nothing for it but a look at the
// clock.
func (p *Pool) Stragglers() []Straggler { return p.stragglers(func(*task) bool { return true }) }

// WriteStragglers writes who has not ended, with age and stack.
func (p *Pool) WriteStragglers(w io.Writer) {
	for _, s := range p.Stragglers() {
		fmt.Fprintln(w, s)
	}
}

func (p *Pool) stragglers(want func(*task) bool) []Straggler {
	stacks := stacks()
	now := time.Since(p.born)
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	var list []Straggler
	for _, w := range p.workers {
		if w.task == nil || w.task.gone || !want(w.task) {
			continue
		}
		s := Straggler{Age: now - w.since, Waiting: !w.task.slot, Stack: stacks[w.label()]}
		if x := w.task.extra.Load(); x != nil {
			s.Name = x.name
		}
		if s.Name == "" {
			s.Name = w.job.name()
		}
		list = append(list, s)
	}
	return list
}

// stacks returns the stacks of all workers of all pools by their label. The
// goroutines that a task starts inherit the label, but not the worker's loop.
func stacks() map[string]string {
	var b bytes.Buffer
	all := map[string]string{}
	if pprof.Lookup("goroutine").WriteTo(&b, 1) != nil {
		return all
	}
	for block := range strings.SplitSeq(b.String(), "\n\n") {
		_, after, ok := strings.Cut(block, strconv.Quote(labelKey)+":")
		if !ok || !strings.Contains(block, ".(*worker).loop+") {
			continue
		}
		if quoted, err := strconv.QuotedPrefix(after); err == nil {
			label, _ := strconv.Unquote(quoted)
			all[label] = frames(block)
		}
	}
	return all
}

// frames keeps the functions and places above the worker's own.
func frames(block string) string {
	var lines []string
	for line := range strings.Lines(block) {
		f := strings.Fields(line) // "#", the address, function and offset, place
		if len(f) != 4 || f[0] != "#" {
			continue
		}
		name, _, _ := strings.Cut(f[2], "+0x")
		if strings.HasSuffix(name, ".(*worker).work") {
			break
		}
		lines = append(lines, name+"\n\t"+f[3])
	}
	return strings.Join(lines, "\n")
}
