// Package bad holds what ctxlost finds; a function is named for its case.
package bad

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"
)

func work(context.Context) error { return nil }

// newCtx returns a cancel function, which is then its callers' to call.
func newCtx(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

// newCtxLogged wraps the cancel function.
func newCtxLogged(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, func() {
		println("cancelled")
		cancel()
	}
}

func newCtxChecked(ctx context.Context, ok bool) (out context.Context, stop func(), err error) {
	if !ok {
		return nil, nil, errors.New("not now")
	}
	out, stop = context.WithCancel(ctx)
	return out, stop, nil
}

// watch starts something that the function returned ends.
func watch(ctx context.Context) func() {
	ctx, cancel := context.WithCancel(ctx)
	go work(ctx)
	return cancel
}

// forget neither calls nor keeps what it is given.
func forget(name string, cancel context.CancelFunc) { println(name) }

func forgetBelow(_ int, cancel func()) { forget("x", cancel) }

func thrownByCaller(ctx context.Context) error {
	ctx, _ = newCtx(ctx) // want `the cancel function of newCtx is thrown away: its context stays until the parent ends \(ctxlost\)`
	return work(ctx)
}

func thrownTwoLevelsUp(ctx context.Context) error {
	ctx, _ = newCtxLogged(ctx) // want `the cancel function of newCtxLogged is thrown away`
	return work(ctx)
}

func thrownWithTheCall(ctx context.Context) {
	watch(ctx) // want `the stop function of watch is thrown away: what it started goes on \(ctxlost\)`
}

func deferredMakerInsteadOfStop(ctx context.Context) {
	defer watch(ctx) // want `the stop function of watch is thrown away`
	work(ctx)
}

func passedToWhatForgetsIt(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want `nothing ever calls cancel: its context stays until the parent ends \(ctxlost\)`
	forget("x", cancel)
	return work(ctx)
}

func passedTwoLevelsDown(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx) // want `nothing ever calls cancel`
	forgetBelow(1, func() { cancel(nil) })
	return work(ctx)
}

func timeoutWithCause(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, time.Minute, errors.New("late")) // want `nothing ever calls cancel`
	forget("x", cancel)
	return work(ctx)
}

func deadlineWithCause(ctx context.Context) error {
	ctx, cancel := context.WithDeadlineCause(ctx, time.Now(), errors.New("late")) // want `nothing ever calls cancel`
	forget("x", cancel)
	return work(ctx)
}

func genericMaker[T any](ctx context.Context, v T) (context.Context, context.CancelFunc, T) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	return ctx, cancel, v
}

func thrownFromGenericMaker(ctx context.Context) error {
	ctx, _, _ = genericMaker(ctx, 1) // want `the cancel function of genericMaker is thrown away`
	return work(ctx)
}

func severalInOne(ctx context.Context) (stop func()) {
	a, stopA := newCtx(ctx)
	b, stopB := newCtx(ctx)
	go work(a)
	go work(b)
	return func() {
		stopA()
		stopB()
	}
}

func thrownOfSeveral(ctx context.Context) {
	severalInOne(ctx) // want `the stop function of severalInOne is thrown away`
}

func lostInOneCase(ctx context.Context, kind int) error {
	ctx, cancel := newCtx(ctx) // want `a return loses cancel`
	switch kind {
	case 0:
		return errors.New("no kind")
	case 1:
		cancel()
		return nil
	}
	defer cancel()
	return work(ctx)
}

func onlyCompared(ctx context.Context) error {
	ctx, cancel := context.WithDeadline(ctx, time.Now()) // want `nothing ever calls cancel`
	if cancel == nil {
		return nil
	}
	return work(ctx)
}

func lostOnEarlyReturn(ctx context.Context, ready bool) error {
	ctx, cancel := newCtx(ctx) // want `a return loses cancel: its context stays until the parent ends \(ctxlost\)`
	if !ready {
		return errors.New("not ready")
	}
	defer cancel()
	return work(ctx)
}

func lostAfterTheCheckOfTheMaker(ctx context.Context, ready bool) error {
	ctx, stop, err := newCtxChecked(ctx, true) // want `a return loses stop`
	if err != nil {
		return err
	}
	if !ready {
		return errors.New("not ready")
	}
	defer stop()
	return work(ctx)
}

type box struct {
	ctx    context.Context
	cancel context.CancelFunc // nothing in the package calls it
	all    map[string]context.CancelFunc
	list   []func()
}

func (b *box) storedInDeadField(ctx context.Context) {
	b.ctx, b.cancel = context.WithCancel(ctx) // want `b.cancel is stored where nothing ever looks: its context stays until the parent ends \(ctxlost\)`
}

func (b *box) storedByWayOfVariable(ctx context.Context) {
	ctx, cancel := newCtx(ctx) // want `cancel is stored where nothing ever looks`
	b.ctx, b.cancel = ctx, cancel
}

func (b *box) storedInDeadMap(ctx context.Context, name string) {
	ctx, b.all[name] = context.WithCancel(ctx) // want `b.all\[name\] is stored where nothing ever looks`
	go work(ctx)
}

func (b *box) remove(name string) { delete(b.all, name) }

func (b *box) storedInDeadList(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx) // want `cancel is stored where nothing ever looks`
	b.list = append(b.list, cancel)
	go work(ctx)
}

func literalInDeadField(ctx context.Context) *box {
	ctx, cancel := context.WithCancel(ctx) // want `cancel is stored where nothing ever looks`
	return &box{ctx: ctx, cancel: func() { cancel() }}
}

var stopAll func()

func storedInDeadGlobal(ctx context.Context) {
	ctx, stopAll = context.WithCancel(ctx) // want `stopAll is stored where nothing ever looks`
	go work(ctx)
}

type server struct {
	ctx    context.Context
	cancel context.CancelFunc
	name   string
}

func (s *server) Close() { s.cancel() }

func (s *server) open() error {
	if s.name == "" {
		return errors.New("no name")
	}
	return nil
}

func constructorFails(ctx context.Context, name string) (*server, error) {
	ctx, cancel := context.WithCancel(ctx) // want `a return gives up s, which alone has cancel: its context stays \(ctxlost\)`
	s := &server{ctx: ctx, cancel: cancel, name: name}
	if err := s.open(); err != nil {
		return nil, err
	}
	return s, nil
}

func constructorFillsField(ctx context.Context, name string) (*server, error) {
	s := &server{name: name}
	s.ctx, s.cancel = context.WithTimeout(ctx, time.Hour) // want `a return gives up s, which alone has s.cancel`
	if name == "" {
		return nil, errors.New("no name")
	}
	return s, nil
}

func groupWithoutItsContext(ctx context.Context, names []string) error {
	g, _ := errgroup.WithContext(ctx) // want `the context of g is thrown away: when one goroutine fails, the others go on \(ctxlost\)`
	for range names {
		g.Go(func() error { return work(ctx) })
	}
	return g.Wait()
}

func groupWhoseErrorDecides(ctx context.Context, names []string) int {
	g, _ := errgroup.WithContext(ctx) // want `the context of g is thrown away: when one goroutine fails, the others go on \(ctxlost\)`
	for range names {
		g.Go(func() error { return work(ctx) })
	}
	if err := g.Wait(); err != nil {
		println(err.Error())
		return 0
	}
	return len(names)
}

func afterFuncOfRoot() {
	context.AfterFunc(context.Background(), func() {}) // want `the context never ends, and nothing stops it: AfterFunc never calls its function \(ctxlost\)`
}
