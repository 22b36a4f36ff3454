// Package shutdown turns signals into cancellation: the first is soft, the second
// is hard. It keeps point 14 of the cancellation contract.
//
//	func main() {
//		os.Exit(shutdown.Run(context.Background(), run))
//	}
//
//	func run(ctx context.Context) error {
//		defer cleanup() // always runs, unless the user insists
//		...
//	}
//
// # What happens on a signal
//
// The first SIGINT or SIGTERM cancels the context, with an [*Interrupted] as
// cause, and tells the user on standard error. The program then ends as it does
// for any cancel: functions return, deferred calls run, pools are waited for.
// The second means that this takes too long: the stacks of whoever still runs
// are written, and the process exits with code 130. Nothing is deferred then.
//
// So nothing but this package needs os.Exit, and main only around [Run].
//
// # Prices
//
// One goroutine, and what [os/signal.Notify] needs.
package shutdown

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
)

// HardExit is the exit code after the second signal: 128 and the number of
// SIGINT, as shells know it.
const HardExit = 130

// Interrupted is the cause of a cancel by a signal. Package proc forwards the
// signal to children.
type Interrupted struct{ signal os.Signal }

func (i *Interrupted) Error() string { return "interrupted by signal: " + i.signal.String() }

// Signal returns the signal.
func (i *Interrupted) Signal() os.Signal { return i.signal }

// ExitCode returns the code with which shells report a process that the signal
// has ended: 130 for SIGINT, 143 for SIGTERM.
func (i *Interrupted) ExitCode() int {
	if n, ok := i.signal.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return HardExit
}

// An Option changes how signals are handled.
type Option func(*options)

type options struct {
	signals []os.Signal
	out     io.Writer
	reports []func(io.Writer)
}

// Signals sets what counts as a signal to shut down. Without it these are
// SIGINT and SIGTERM.
func Signals(sig ...os.Signal) Option { return func(o *options) { o.signals = sig } }

// Output sets where the user is told. Without it that is standard error.
func Output(w io.Writer) Option { return func(o *options) { o.out = w } }

// Report adds what is written at a hard exit, before the stacks of all
// goroutines: a pool's WriteStragglers, for instance.
func Report(f func(io.Writer)) Option {
	return func(o *options) { o.reports = append(o.reports, f) }
}

// A Shutdown listens to signals, from Start to Stop.
type Shutdown struct {
	opts    options
	ctx     context.Context
	cancel  context.CancelCauseFunc
	signals chan os.Signal
	quit    chan struct{}
	ended   chan struct{}
	once    sync.Once
}

// Start listens to signals until Stop. Most programs want [Run].
func Start(ctx context.Context, opts ...Option) *Shutdown {
	s := &Shutdown{
		opts:    options{signals: []os.Signal{os.Interrupt, syscall.SIGTERM}, out: os.Stderr},
		signals: make(chan os.Signal, 2),
		quit:    make(chan struct{}),
		ended:   make(chan struct{}),
	}
	for _, o := range opts {
		o(&s.opts)
	}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	signal.Notify(s.signals, s.opts.signals...)
	go s.listen()
	return s
}

// Context returns the context that the first signal cancels.
func (s *Shutdown) Context() context.Context { return s.ctx }

// Stop ends the listening, so that a signal has its usual effect again, and
// cancels the context. Only the first call does anything.
func (s *Shutdown) Stop() {
	s.once.Do(func() {
		signal.Stop(s.signals)
		close(s.quit)
		<-s.ended
		s.cancel(nil)
	})
}

func (s *Shutdown) listen() {
	defer close(s.ended)
	select {
	case sig := <-s.signals:
		fmt.Fprintf(s.opts.out, "%v: stopping; once more to quit at once\n", sig)
		s.cancel(&Interrupted{sig})
	case <-s.quit:
		return
	}
	select {
	case <-s.signals:
		s.hard()
	case <-s.quit:
	}
}

// hard ends the process and shows what it was still doing.
func (s *Shutdown) hard() {
	fmt.Fprintln(s.opts.out, "quit while this was still running:")
	for _, report := range s.opts.reports {
		report(s.opts.out)
	}
	stacks := make([]byte, 1<<20)
	_, _ = s.opts.out.Write(stacks[:runtime.Stack(stacks, true)])
	os.Exit(HardExit)
}

// Run calls f with a context that the first signal cancels, and returns the exit
// code of the program: 0 if f returns nil, also after a signal that it has dealt
// with; 130 or 143 if it returns the cancel's error after one; otherwise 1, and
// the error is written. Everything that f defers has run then.
func Run(ctx context.Context, f func(context.Context) error, opts ...Option) (code int) {
	s := Start(ctx, opts...)
	defer s.Stop()
	err := f(s.ctx)
	if err == nil {
		return 0
	}
	var sig *Interrupted
	if errors.As(context.Cause(s.ctx), &sig) && (errors.Is(err, sig) || errors.Is(err, context.Canceled)) {
		return sig.ExitCode()
	}
	fmt.Fprintln(s.opts.out, err)
	return 1
}
