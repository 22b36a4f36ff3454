package pools

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/gammazero/workerpool"
	"github.com/panjf2000/ants/v2"
	conciter "github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

const limit = 8

// A contender does what is measured in the way of its library. What the library
// does not have is nil.
type contender struct {
	name string

	tiny    func(n int)          // n tasks that do nothing
	futures func(n int) int      // the sum of n results
	ordered func(in []int) []int // each element plus one
	byHand  bool                 // ordered has no help of the library
	stream  func(n int) int      // the sum of an ordered stream
	nested  func(depth int)      // a task that waits for a task … at limit 1

	// fill makes a pool with n queued tasks. cancel cancels it; join waits for it.
	fill func(ctx context.Context, n int, body func(context.Context)) (cancel, join func())
}

func contenders() []contender {
	return []contender{
		{name: "errgroup, limit 8", tiny: errgroupTiny, ordered: byHand(errgroupEach), byHand: true, nested: errgroupNested, fill: errgroupFill},
		{name: "sourcegraph/conc", tiny: concTiny, ordered: concOrdered, nested: concNested, fill: concFill},
		{name: "alitto/pond v2", tiny: pondTiny, futures: pondFutures, ordered: pondOrdered, nested: pondNested, fill: pondFill},
		{name: "panjf2000/ants v2", tiny: antsTiny, ordered: byHand(antsEach), byHand: true, nested: antsNested, fill: antsFill},
		{name: "gammazero/workerpool", tiny: workerpoolTiny, ordered: byHand(workerpoolEach), byHand: true, nested: workerpoolNested, fill: workerpoolFill},
		{name: "**ours**", tiny: oursTiny, futures: oursFutures, ordered: oursOrdered, stream: oursStream, nested: oursNested, fill: oursFill},
	}
}

// byHand collects results by index, as one does where there is no map.
func byHand(each func(n int, f func(i int))) func([]int) []int {
	return func(in []int) []int {
		out := make([]int, len(in))
		each(len(in), func(i int) { out[i] = in[i] + 1 })
		return out
	}
}

func errgroupTiny(n int) {
	var g errgroup.Group
	g.SetLimit(limit)
	f := func() error { return nil }
	for range n {
		g.Go(f)
	}
	g.Wait()
}

func errgroupEach(n int, f func(int)) {
	var g errgroup.Group
	g.SetLimit(limit)
	for i := range n {
		g.Go(func() error { f(i); return nil })
	}
	g.Wait()
}

func errgroupNested(depth int) {
	var g errgroup.Group
	g.SetLimit(1)
	var task func(depth int) func() error
	task = func(depth int) func() error {
		return func() error {
			if depth > 0 {
				done := make(chan struct{})
				next := task(depth - 1)
				g.Go(func() error { defer close(done); return next() })
				<-done
			}
			return nil
		}
	}
	g.Go(task(depth))
	g.Wait()
}

// In a group that blocks, what is queued is the rest of the producer's loop.
func errgroupFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	ctx, cancel = context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	fed := feed(n, func() { g.Go(func() error { body(ctx); return ctx.Err() }) })
	return cancel, func() { <-fed; g.Wait() }
}

func feed(n int, submit func()) (fed chan struct{}) {
	fed = make(chan struct{})
	go func() {
		defer close(fed)
		for range n {
			submit()
		}
	}()
	return fed
}

func concTiny(n int) {
	p := concpool.New().WithMaxGoroutines(limit)
	f := func() {}
	for range n {
		p.Go(f)
	}
	p.Wait()
}

func concOrdered(in []int) []int {
	return conciter.Mapper[int, int]{MaxGoroutines: limit}.Map(in, func(v *int) int { return *v + 1 })
}

func concNested(depth int) {
	p := concpool.New().WithMaxGoroutines(1)
	var task func(depth int) func()
	task = func(depth int) func() {
		return func() {
			if depth > 0 {
				done := make(chan struct{})
				next := task(depth - 1)
				p.Go(func() { defer close(done); next() })
				<-done
			}
		}
	}
	done := make(chan struct{})
	p.Go(func() { defer close(done); task(depth)() })
	<-done // Wait would forbid tasks to submit
	p.Wait()
}

func concFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	ctx, cancel = context.WithCancel(ctx)
	p := concpool.New().WithMaxGoroutines(limit).WithContext(ctx)
	fed := feed(n, func() { p.Go(func(ctx context.Context) error { body(ctx); return ctx.Err() }) })
	return cancel, func() { <-fed; p.Wait() }
}

func pondTiny(n int) {
	p := pond.NewPool(limit)
	f := func() {}
	for range n {
		p.Go(f)
	}
	p.StopAndWait()
}

func pondFutures(n int) (sum int) {
	p := pond.NewResultPool[int](limit)
	all := make([]pond.ResultTask[int], n)
	f := func() int { return 1 }
	for i := range all {
		all[i] = p.Submit(f)
	}
	for _, t := range all {
		v, _ := t.Wait()
		sum += v
	}
	p.StopAndWait()
	return sum
}

func pondOrdered(in []int) []int {
	p := pond.NewResultPool[int](limit)
	defer p.StopAndWait()
	g := p.NewGroup()
	for _, v := range in {
		g.Submit(func() int { return v + 1 })
	}
	out, _ := g.Wait()
	return out
}

func pondNested(depth int) {
	p := pond.NewPool(1)
	var task func(depth int) func()
	task = func(depth int) func() {
		return func() {
			if depth > 0 {
				p.Submit(task(depth - 1)).Wait()
			}
		}
	}
	p.Submit(task(depth)).Wait()
}

// Of the queued tasks only those of a group with a context are dropped.
func pondFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	ctx, cancel = context.WithCancel(ctx)
	p := pond.NewPool(limit)
	g := p.NewGroupContext(ctx)
	for range n {
		g.Submit(func() { body(ctx) })
	}
	return cancel, func() { g.Wait(); p.StopAndWait() }
}

func antsEach(n int, f func(int)) {
	p, err := ants.NewPool(limit)
	if err != nil {
		panic(err)
	}
	defer p.Release()
	var wg sync.WaitGroup
	wg.Add(n)
	for i := range n {
		p.Submit(func() { defer wg.Done(); f(i) })
	}
	wg.Wait()
}

func antsTiny(n int) {
	p, err := ants.NewPool(limit)
	if err != nil {
		panic(err)
	}
	defer p.Release()
	var wg sync.WaitGroup
	wg.Add(n)
	f := wg.Done
	for range n {
		p.Submit(f)
	}
	wg.Wait()
}

func antsNested(depth int) {
	p, err := ants.NewPool(1)
	if err != nil {
		panic(err)
	}
	done := make(chan struct{})
	var task func(depth int, done chan struct{}) func()
	task = func(depth int, done chan struct{}) func() {
		return func() {
			defer close(done)
			if depth > 0 {
				inner := make(chan struct{})
				p.Submit(task(depth-1, inner))
				<-inner
			}
		}
	}
	p.Submit(task(depth, done))
	<-done
}

func antsFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	ctx, stop := context.WithCancel(ctx)
	p, err := ants.NewPool(limit)
	if err != nil {
		panic(err)
	}
	fed := feed(n, func() { p.Submit(func() { body(ctx) }) })
	return func() { stop(); p.Release() }, func() {
		<-fed
		for p.Running() > 0 { // Release waits for nobody
			time.Sleep(10 * time.Microsecond)
		}
	}
}

func workerpoolTiny(n int) {
	p := workerpool.New(limit)
	f := func() {}
	for range n {
		p.Submit(f)
	}
	p.StopWait()
}

func workerpoolEach(n int, f func(int)) {
	p := workerpool.New(limit)
	for i := range n {
		p.Submit(func() { f(i) })
	}
	p.StopWait()
}

func workerpoolNested(depth int) {
	p := workerpool.New(1)
	var task func(depth int) func()
	task = func(depth int) func() {
		return func() {
			if depth > 0 {
				p.SubmitWait(task(depth - 1))
			}
		}
	}
	p.SubmitWait(task(depth))
}

func workerpoolFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	ctx, stop := context.WithCancel(ctx)
	p := workerpool.New(limit)
	for range n {
		p.Submit(func() { body(ctx) })
	}
	return stop, p.Stop
}

func oursTiny(n int) {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(limit))
	f := func(context.Context) error { return nil }
	for range n {
		p.Go(ctx, f)
	}
	p.Wait(ctx)
}

func oursFutures(n int) (sum int) {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(limit))
	all := make([]*pool.Future[int], n)
	f := func(context.Context) (int, error) { return 1, nil }
	for i := range all {
		all[i] = pool.Submit(ctx, p, f)
	}
	for _, t := range all {
		v, _ := t.Wait(ctx)
		sum += v
	}
	p.Wait(ctx)
	return sum
}

func oursOrdered(in []int) []int {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(limit))
	defer p.Wait(ctx)
	out := make([]int, 0, len(in))
	for v, err := range pool.Map(ctx, p, in, func(_ context.Context, v int) (int, error) { return v + 1, nil }) {
		if err != nil {
			panic(err)
		}
		out = append(out, v)
	}
	return out
}

func oursStream(n int) (sum int) {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(limit))
	defer p.Wait(ctx)
	in := func(yield func(int) bool) {
		for i := 0; i < n && yield(1); i++ {
		}
	}
	for v, err := range pool.MapSeq(ctx, p, in, func(_ context.Context, v int) (int, error) { return v, nil }) {
		if err != nil {
			panic(err)
		}
		sum += v
	}
	return sum
}

func oursNested(depth int) {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(1))
	var task func(depth int) func(context.Context) (int, error)
	task = func(depth int) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			if depth > 0 {
				return pool.Submit(ctx, p, task(depth-1)).Wait(ctx)
			}
			return 0, nil
		}
	}
	pool.Submit(ctx, p, task(depth))
	p.Wait(ctx)
}

var errStop = errors.New("stop")

// The queued tasks are futures, all resolved when join returns: the dearer way.
func oursFill(ctx context.Context, n int, body func(context.Context)) (cancel, join func()) {
	p := pool.New(ctx, pool.Limit(limit))
	for range n {
		pool.Submit(ctx, p, func(ctx context.Context) (int, error) { body(ctx); return 0, ctx.Err() })
	}
	return func() { p.Cancel(errStop) }, func() { p.Wait(ctx) }
}
