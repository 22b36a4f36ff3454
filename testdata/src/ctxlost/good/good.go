// Package good holds what ctxlost leaves alone; a function is named for its case.
package good

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

func work(context.Context) error { return nil }

func newCtx(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

func newCtxChecked(ctx context.Context) (context.Context, func(), error) {
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	ctx, cancel := context.WithCancel(ctx)
	return ctx, cancel, nil
}

func called(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	err := work(ctx)
	cancel()
	return err
}

func deferred(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	defer cancel()
	return work(ctx)
}

func deferredInLiteral(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	defer func() {
		println("done")
		cancel()
	}()
	return work(ctx)
}

func deferredByMaker(ctx context.Context) {
	stop := watch(ctx)
	defer stop()
	defer watch(ctx)()
}

func watch(ctx context.Context) func() {
	ctx, cancel := context.WithCancel(ctx)
	go work(ctx)
	return cancel
}

func deferredBeforeItIsMade(ctx context.Context, limited bool) error {
	var cancel context.CancelFunc
	defer func() {
		if cancel != nil {
			cancel()
		}
	}()
	if limited {
		ctx, cancel = newCtx(ctx)
	}
	return work(ctx)
}

func makerFailed(ctx context.Context) error {
	ctx, stop, err := newCtxChecked(ctx)
	if err != nil {
		return err
	}
	defer stop()
	return work(ctx)
}

func makerFailedOtherwise(ctx context.Context) error {
	ctx, stop, err := newCtxChecked(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if stop == nil {
		return err
	}
	defer stop()
	return work(ctx)
}

func nothingToCancel(ctx context.Context, limit time.Duration) error {
	cancel := func() {}
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	return work(ctx)
}

func sameTestTwice(ctx context.Context, limited bool) error {
	var cancel context.CancelFunc
	if limited {
		ctx, cancel = newCtx(ctx)
	}
	err := work(ctx)
	if limited {
		cancel()
	}
	return err
}

func testedForNil(ctx context.Context, limited bool) error {
	var cancel context.CancelFunc
	if limited {
		ctx, cancel = newCtx(ctx)
	}
	err := work(ctx)
	if cancel != nil {
		cancel()
	}
	return err
}

func returned(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, cancel
}

func returnedUpTwoLevels(ctx context.Context) (context.Context, context.CancelFunc) {
	return returned(ctx)
}

func calledTwoLevelsUp(ctx context.Context) error {
	ctx, cancel := returnedUpTwoLevels(ctx)
	defer cancel()
	return work(ctx)
}

func returnedOrCalled(ctx context.Context) (context.Context, context.CancelFunc, error) {
	ctx, cancel := newCtx(ctx)
	if err := work(ctx); err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, cancel, nil
}

func namedResult(ctx context.Context) (out context.Context, cancel context.CancelFunc) {
	out, cancel = newCtx(ctx)
	return
}

func returnedInStruct(ctx context.Context) *session {
	ctx, cancel := newCtx(ctx)
	return &session{ctx: ctx, cancel: cancel}
}

func returnedAsMethodOfStruct(ctx context.Context) func() {
	ctx, cancel := newCtx(ctx)
	s := &session{ctx: ctx, cancel: cancel}
	return s.Close
}

func endsByItself(ctx context.Context, t *testing.T) context.Context {
	ctx, _ = forTest(ctx, t)
	return ctx
}

func forTest(ctx context.Context, t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	t.Cleanup(cancel)
	return ctx, cancel
}

func cleanedUp(ctx context.Context, t *testing.T) {
	ctx, cancel := newCtx(ctx)
	t.Cleanup(cancel)
	work(ctx)
}

func noNeedToCall(ctx context.Context, limited bool) (context.Context, func()) {
	if !limited {
		return ctx, func() {}
	}
	stop := context.AfterFunc(ctx, func() {})
	return ctx, func() { stop() }
}

func stopOfAfterFuncThrownAway(ctx context.Context, c interface{ Close() error }) {
	context.AfterFunc(ctx, func() { c.Close() })
}

func onEnd(ctx context.Context, f func()) (stop func() bool) { return context.AfterFunc(ctx, f) }

func onEndBoth(a, b context.Context, f func()) (stop func()) {
	stopA, stopB := context.AfterFunc(a, f), onEnd(b, f)
	return func() {
		stopA()
		stopB()
	}
}

func stopOfWrapperThrownAway(ctx context.Context, c interface{ Close() error }) {
	onEnd(ctx, func() { c.Close() })
	onEndBoth(ctx, ctx, func() {})
}

func stopOfWrapperOnOnePath(ctx context.Context, ok bool) {
	stop := onEnd(ctx, func() {})
	if !ok {
		return
	}
	stop()
}

func capturedByAfterFunc(ctx, other context.Context) context.Context {
	ctx, cancel := newCtx(ctx)
	context.AfterFunc(other, cancel)
	return ctx
}

func capturedByGoroutine(ctx context.Context, end <-chan struct{}) context.Context {
	ctx, cancel := newCtx(ctx)
	go func() {
		<-end
		cancel()
	}()
	return ctx
}

func passedToGoroutine(ctx context.Context, end <-chan struct{}) context.Context {
	ctx, cancel := newCtx(ctx)
	go callLater(end, cancel)
	return ctx
}

func callLater(end <-chan struct{}, cancel func()) {
	<-end
	cancel()
}

func passedToTimer(ctx context.Context) context.Context {
	ctx, cancel := newCtx(ctx)
	time.AfterFunc(time.Second, cancel)
	return ctx
}

func passedToHelperThatDefersIt(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	return finish(ctx, cancel)
}

func finish(ctx context.Context, cancel context.CancelFunc) error {
	defer cancel()
	return work(ctx)
}

func passedToHelperOnOnePath(ctx context.Context, ok bool) error {
	ctx, cancel := newCtx(ctx)
	if ok {
		return finish(ctx, cancel)
	}
	cancel()
	return nil
}

func passedToInterface(ctx context.Context, r interface{ OnClose(func()) }) error {
	ctx, cancel := newCtx(ctx)
	r.OnClose(cancel)
	return work(ctx)
}

func passedToValue(ctx context.Context, register func(func())) error {
	ctx, cancel := newCtx(ctx)
	register(cancel)
	return work(ctx)
}

func aroundOnce(ctx context.Context) func() {
	ctx, cancel := newCtx(ctx)
	go work(ctx)
	var once sync.Once
	return func() { once.Do(cancel) }
}

func onceFunc(ctx context.Context) func() {
	ctx, cancel := newCtx(ctx)
	go work(ctx)
	return sync.OnceFunc(cancel)
}

func wrapped(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	stop := func() { cancel() }
	defer stop()
	return work(ctx)
}

func deferredInHelper(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	defer callIt(cancel)
	return work(ctx)
}

func callIt(f func()) { f() }

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

func madeAnewInLoop(ctx context.Context) error {
	inner, cancel := newCtx(ctx)
	defer func() { cancel() }()
	for work(inner) != nil {
		cancel()
		inner, cancel = newCtx(ctx)
	}
	return nil
}

func renamed(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	stop := cancel
	defer stop()
	return work(ctx)
}

func overwrittenByItsWrapper(ctx context.Context) error {
	ctx, cancel := newCtx(ctx)
	old := cancel
	cancel = func() { old() }
	defer cancel()
	return work(ctx)
}

func inSlice(ctx context.Context, n int) {
	var cancels []func()
	for range n {
		ctx, cancel := newCtx(ctx)
		cancels = append(cancels, cancel)
		go work(ctx)
	}
	for _, cancel := range cancels {
		cancel()
	}
}

func inSliceLiteral(ctx context.Context) {
	a, cancelA := newCtx(ctx)
	b, cancelB := newCtx(ctx)
	for _, cancel := range []func(){cancelA, cancelB} {
		defer cancel()
	}
	work(a)
	work(b)
}

func inChannel(ctx context.Context, out chan<- func()) {
	ctx, cancel := newCtx(ctx)
	out <- cancel
	work(ctx)
}

func offeredOnChannel(ctx context.Context, out chan<- func()) {
	ctx, cancel := newCtx(ctx)
	select {
	case out <- cancel:
	default:
		cancel()
	}
	work(ctx)
}

func inArray(ctx context.Context) {
	var stops [2]context.CancelFunc
	ctx, stops[0] = context.WithTimeoutCause(ctx, time.Minute, errors.New("late"))
	go work(ctx)
	stops[0]()
}

func inValueOfContext(ctx context.Context) context.Context {
	ctx, cancel := newCtx(ctx)
	return context.WithValue(ctx, "cancel", cancel)
}

// Embeds hands both on by their names.
type Embeds struct {
	context.Context
	context.CancelFunc
}

func embedded(ctx context.Context) *Embeds {
	ctx, cancel := newCtx(ctx)
	return &Embeds{ctx, cancel}
}

type pair[T any] struct {
	value T
	stop  func()
}

func inGenericStruct(ctx context.Context) *pair[context.Context] {
	ctx, cancel := newCtx(ctx)
	return &pair[context.Context]{ctx, cancel}
}

func (p *pair[T]) Close() { p.stop() }

func makerIsUnknown(ctx context.Context, m interface {
	Make(context.Context) (context.Context, context.CancelFunc)
}) error {
	ctx, _ = m.Make(ctx)
	return work(ctx)
}

func inPointer(ctx context.Context, out *func()) {
	ctx, cancel := newCtx(ctx)
	*out = cancel
	work(ctx)
}

func inParameterOfStruct(ctx context.Context, s *session) {
	s.ctx, s.cancel = newCtx(ctx)
}

var stopAll context.CancelFunc

func inGlobal(ctx context.Context) {
	ctx, stopAll = newCtx(ctx)
	go work(ctx)
}

func Shutdown() { stopAll() }

func inAtomic(ctx context.Context, p *atomic.Pointer[context.CancelFunc]) {
	ctx, cancel := newCtx(ctx)
	if old := p.Swap(&cancel); old != nil {
		(*old)()
	}
	go work(ctx)
}

type session struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (s *session) Close() { s.cancel() }

// Handle has a field that other packages can call.
type Handle struct{ Cancel context.CancelFunc }

func exportedField(ctx context.Context, h *Handle) {
	ctx, h.Cancel = context.WithCancel(ctx)
	go work(ctx)
}

type hub struct {
	mu      sync.Mutex
	cancels map[string]context.CancelFunc
	all     sync.Map
	closers []func()
}

func (h *hub) inMapClearedLater(ctx context.Context, name string) {
	ctx, cancel := context.WithCancel(ctx)
	h.mu.Lock()
	h.cancels[name] = cancel
	h.mu.Unlock()
	go work(ctx)
}

func (h *hub) clear() {
	for _, cancel := range h.cancels {
		cancel()
	}
	clear(h.cancels)
}

func (h *hub) inSyncMap(ctx context.Context, name string) {
	ctx, cancel := newCtx(ctx)
	h.all.Store(name, cancel)
	go work(ctx)
}

func (h *hub) inList(ctx context.Context) {
	ctx, cancel := newCtx(ctx)
	h.closers = append(h.closers, cancel, func() { println("closed") })
	go work(ctx)
}

func (h *hub) takeClosers() []func() { return h.closers }

type server struct {
	session
	name string
}

func (s *server) check() error {
	if s.name == "" {
		return errors.New("no name")
	}
	return nil
}

// fail calls cancel on a path of its own.
func (s *server) fail() error {
	s.cancel()
	return errors.New("failed")
}

func constructorCancels(ctx context.Context, name string) (*server, error) {
	s := &server{name: name}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if err := s.check(); err != nil {
		s.cancel()
		return nil, err
	}
	return s, nil
}

func constructorCloses(ctx context.Context, name string) (*server, error) {
	s := &server{name: name}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if err := s.check(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func methodCancels(ctx context.Context, name string) (*server, error) {
	s := &server{name: name}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if name == "" {
		return nil, s.fail()
	}
	return s, nil
}

func constructorDefers(ctx context.Context, name string) (_ *session, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	s := &session{ctx: ctx, cancel: cancel}
	if name == "" {
		return nil, errors.New("no name")
	}
	return s, nil
}

func constructorRegisters(ctx context.Context, h *hub, name string) (*session, error) {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{ctx: ctx, cancel: cancel}
	h.closers = append(h.closers, s.Close)
	if name == "" {
		return nil, errors.New("no name")
	}
	return s, nil
}

func constructorStarts(ctx context.Context, name string) (*session, error) {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{ctx: ctx, cancel: cancel}
	go func() {
		defer s.Close()
		work(s.ctx)
	}()
	if name == "" {
		return nil, errors.New("no name")
	}
	return s, nil
}

func variableHeldAnotherBefore(ctx context.Context, name string) (*session, error) {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{ctx: ctx, cancel: cancel}
	if name == "" {
		s.cancel()
		return nil, errors.New("no name")
	}
	short, cancel := context.WithTimeout(ctx, time.Second)
	if err := work(short); err != nil {
		s.Close()
		cancel()
		return nil, err
	}
	cancel()
	return s, nil
}

func madeOnceOnAnotherTurn(ctx context.Context, done <-chan struct{}, results <-chan int) {
	var cancel context.CancelFunc
	late := ctx.Done()
	for {
		select {
		case <-late:
			late = nil
			ctx, cancel = newCtx(context.Background())
			work(ctx)
		case <-results:
			if cancel != nil {
				cancel()
			}
			return
		case <-done:
			return
		}
	}
}

func signalsOfMain() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	work(ctx)
}

func init() { signalsOfMain() }

func signalsLetGo(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	return work(ctx)
}

func neverReturns(ctx context.Context, end <-chan struct{}) {
	ctx, cancel := newCtx(ctx)
	for {
		select {
		case <-end:
			cancel()
			return
		default:
			work(ctx)
		}
	}
}

func panicsInstead(ctx context.Context, ok bool) error {
	ctx, cancel := newCtx(ctx)
	if !ok {
		panic("not ok")
	}
	defer cancel()
	return work(ctx)
}

func groupWithItsContext(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return work(ctx) })
	return g.Wait()
}

func groupOfWhatTakesNoContext(ctx context.Context, l *http.Server) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(l.ListenAndServe)
	g.Go(func() error { return l.ListenAndServe() })
	return g.Wait()
}

func groupThatNeverFails(ctx context.Context, errs []error) error {
	g, _ := errgroup.WithContext(ctx)
	for i := range errs {
		g.Go(func() error {
			errs[i] = work(ctx)
			return nil
		})
	}
	return g.Wait()
}

func groupWhoseErrorIsOnlySaid(ctx context.Context, names []string) int {
	g, _ := errgroup.WithContext(ctx)
	for range names {
		g.Go(func() error { return work(ctx) })
	}
	if err := g.Wait(); err != nil {
		log.Printf("some failed: %v", err)
	}
	return len(names)
}

type teller interface {
	Errorf(format string, args ...any)
}

func groupWhoseErrorIsTold(ctx context.Context, t teller) {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return work(ctx) })
	err := g.Wait()
	if err != nil {
		t.Errorf("some failed: %v", err)
	}
}

func groupWhoseErrorIsDropped(ctx context.Context) {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return work(ctx) })
	_ = g.Wait()
}

func groupOfRoot() error {
	g, _ := errgroup.WithContext(context.Background())
	g.Go(func() error { return work(context.Background()) })
	return g.Wait()
}

func callbackIgnoresItsArgument(run func(func())) {
	run(func() {})
}

func option(f func()) {}

func literalThatCancelsNothing() { option(func() { println("x") }) }

func constructorFailsWithGarbage(name string) (*session, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &session{ctx: ctx, cancel: cancel}
	if name == "" {
		return nil, errors.New("no name")
	}
	return s, nil
}

func assignedAnewOfRoot(limited bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	if limited {
		ctx, cancel = newCtx(ctx)
	}
	defer cancel()
	return work(ctx)
}

func parentEndsWithTheCall(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithCancel(r.Context())
	s := &session{ctx: ctx, cancel: cancel}
	if r.Method == "" {
		return errors.New("no method")
	}
	defer s.Close()
	return work(ctx)
}

func parentCancelledInDefer(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer func() { cancel(errors.New("over")) }()
	ctx, _ = newCtx(ctx)
	return work(ctx)
}

type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

func limited(ctx context.Context, limit string) (context.Context, context.CancelFunc, *refusal) {
	if limit != "" {
		d, err := time.ParseDuration(limit)
		if err != nil {
			return nil, nil, &refusal{limit}
		}
		ctx, cancel := context.WithTimeout(ctx, d)
		return ctx, cancel, nil
	}
	return ctx, func() {}, nil
}

// The error has a type of its own.
func refusedHasNothingToCancel(limit string, wait func(context.Context) string) (string, *refusal, error) {
	ctx, cancel, refused := limited(context.Background(), limit)
	if refused != nil {
		return "", refused, nil
	}
	defer cancel()
	return wait(ctx), nil, nil
}
