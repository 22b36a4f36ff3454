package proc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// An Option changes how a child is run.
type Option func(*options)

type options struct {
	grace     time.Duration
	soft      os.Signal // nil: the cause's, or SIGTERM
	subreaper bool
	send      func(pid int, sig syscall.Signal) error // nil: syscall.Kill
}

// Grace sets the time between the soft signal and SIGKILL. Without it that is
// five seconds.
func Grace(d time.Duration) Option { return func(o *options) { o.grace = d } }

// Soft sets the signal that asks the group to end.
func Soft(sig os.Signal) Option { return func(o *options) { o.soft = sig } }

// Subreaper reaches descendants that have left the group, on Linux. It makes
// this process the parent of its orphaned descendants, for good and for all
// packages, and marks the child's environment to know them again. They get
// SIGKILL after the group is gone, and are reaped. One that has given itself a
// new environment is not found.
func Subreaper() Option { return func(o *options) { o.subreaper = true } }

// ErrStopped is the cause of a stop by [Proc.Stop].
var ErrStopped = errors.New("process was stopped")

// ErrStuck says that a process of the group did not die within ten seconds of
// SIGKILL: it hangs in the kernel, most often on a file system that is gone.
var ErrStuck = errors.New("killed, but still there")

// A StoppedError says that a child did not end by itself.
type StoppedError struct {
	Cause  error // of the cancel, or ErrStopped
	Err    error // how the child ended, an *exec.ExitError; nil if it ended well
	Killed bool  // the grace was not enough for the group
}

func (e *StoppedError) Error() string {
	how := "ended well"
	switch {
	case e.Killed:
		how = "killed after the grace"
	case e.Err != nil:
		how = e.Err.Error()
	}
	return fmt.Sprintf("%v (%s)", e.Cause, how)
}

// Unwrap returns the cause and how the child ended.
func (e *StoppedError) Unwrap() []error { return []error{e.Cause, e.Err} }

// A Proc is a child process and its group.
type Proc struct {
	cmd   *exec.Cmd
	opts  options
	group *group

	stop  context.CancelCauseFunc
	over  chan struct{} // the group is gone; the leader is to be reaped
	cause error         // of the stop; before over is closed
	hard  bool          // the grace was not enough; before over is closed
	stuck bool          // nor was SIGKILL; before over is closed

	once sync.Once
	err  error
}

// Start starts the command as the leader of a process group of its own. The
// command must come from [exec.Command]: what CommandContext adds reaches only
// the child. If output goes to a writer that is no file, and a process that has
// left the group keeps it open, Wait leaves it after the grace.
//
//cancelcheck:assume honours ctx
func Start(ctx context.Context, cmd *exec.Cmd, opts ...Option) (*Proc, error) {
	o := options{grace: 5 * time.Second}
	for _, opt := range opts {
		opt(&o)
	}
	if cmd.Cancel != nil {
		return nil, errors.New("proc: the command has a context of its own: use exec.Command")
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if cmd.WaitDelay == 0 {
		cmd.WaitDelay = max(o.grace, time.Millisecond)
	}
	g, err := start(cmd, &o)
	if err != nil {
		return nil, err
	}
	p := &Proc{cmd: cmd, opts: o, group: g, over: make(chan struct{})}
	ctx, p.stop = context.WithCancelCause(ctx)
	go p.supervise(ctx)
	return p, nil
}

// Pid returns the number of the child, which is that of its group.
func (p *Proc) Pid() int { return p.cmd.Process.Pid }

// Stop asks the group to end, and kills it after the grace. It does not wait.
func (p *Proc) Stop() { p.stop(ErrStopped) }

// Wait waits until the whole group is gone, reaps the child, and returns how it
// ended: nil, an [*exec.ExitError], or a [*StoppedError] if it was stopped. As
// with package exec, read pipes to their end before Wait.
func (p *Proc) Wait() error {
	p.once.Do(func() {
		<-p.over
		p.stop(nil)
		err := p.cmd.Wait()
		if p.err = err; p.cause != nil {
			p.err = &StoppedError{p.cause, err, p.hard}
		}
		if p.stuck {
			p.err = errors.Join(ErrStuck, p.err)
		}
	})
	return p.err
}

// Output runs a command and returns what it wrote to its standard output, also
// when it was stopped.
func Output(ctx context.Context, cmd *exec.Cmd, opts ...Option) ([]byte, error) {
	var out bytes.Buffer
	cmd.Stdout = &out
	p, err := Start(ctx, cmd, opts...)
	if err != nil {
		return nil, err
	}
	err = p.Wait()
	return out.Bytes(), err
}

// supervise stops the group when it is asked to, or when the leader has died. It
// ends when nobody in the group runs any longer.
func (p *Proc) supervise(ctx context.Context) {
	defer close(p.over)
	dead := make(chan struct{})
	go func() {
		p.group.awaitLeader()
		close(dead)
	}()

	select {
	case <-dead:
	case <-ctx.Done():
		p.cause = context.Cause(ctx)
	}
	if p.cause != nil || p.group.alive() {
		p.hard = !p.ask(dead)
	}
	// Also if nobody seems to be left: a process that forks while the list of
	// processes is read may hide its child. The leader has not been reaped, so
	// the number is still that of the group.
	p.group.kill()
	<-dead
	p.bury()
}

// ask sends the soft signal. It returns whether that was enough.
func (p *Proc) ask(dead <-chan struct{}) bool {
	timer := time.NewTimer(p.opts.grace)
	defer timer.Stop()
	p.group.signal(p.softSignal())
	return p.ended(dead, timer.C)
}

// bury waits for those who were killed. No context counts any longer.
func (p *Proc) bury() {
	p.stuck = !p.group.awaitEnd()
	p.group.sweep()
}

func (p *Proc) softSignal() os.Signal {
	if p.opts.soft != nil {
		return p.opts.soft
	}
	var sig interface{ Signal() os.Signal }
	if errors.As(p.cause, &sig) {
		return sig.Signal()
	}
	return terminate
}

// ended waits until the leader is dead and nobody else is alive, but not longer
// than the grace.
func (p *Proc) ended(dead <-chan struct{}, grace <-chan time.Time) bool {
	select {
	case <-dead:
	case <-grace:
		return false
	}
	for pause := time.Millisecond; p.group.alive(); pause = min(2*pause, 50*time.Millisecond) {
		select {
		case <-grace:
			return false
		case <-time.After(pause):
			// No event tells of the end of a process that is not our child.
		}
	}
	return true
}
