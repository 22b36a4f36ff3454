package good

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"
)

// 1. One slot for the answer that nobody takes.
func oneSlotBeforeTheError(station string) (int, error) {
	readings := make(chan int, 1)
	go func() {
		readings <- measure(station)
	}()
	if err := check(station); err != nil {
		return 0, err
	}
	return <-readings, nil
}

// 2. A slot in each of the two channels.
type probe struct {
	found  chan int
	failed chan error
}

func (p *probe) run(name string) {
	n := survey(name)
	if err := check(name); err != nil {
		p.failed <- err
		return
	}
	p.found <- n
}

func slotInEachChannel(name string) (int, error) {
	p := &probe{found: make(chan int, 1), failed: make(chan error, 1)}
	go p.run(name)
	select {
	case n := <-p.found:
		return n, nil
	case err := <-p.failed:
		return 0, err
	case <-time.After(time.Second):
		return 0, errors.New("too slow")
	}
}

// 3. The stop case waits for the answer, too.
type beacon struct{ stop chan struct{} }

func (b *beacon) blink() {
	for {
		over := make(chan bool)
		go func() {
			defer func() { over <- true }()
			survey("lamp")
		}()
		select {
		case <-b.stop:
			<-over
			return
		case <-over:
		}
	}
}

func stopCaseReceives() {
	b := &beacon{stop: make(chan struct{})}
	go b.blink()
	time.Sleep(time.Second)
	close(b.stop)
}

// 4. Who sends leaves with the same context.
type errand struct {
	name  string
	reply chan int
}

func run(ctx context.Context, e errand) {
	n := measure(e.name)
	pause()
	select {
	case e.reply <- n:
	case <-ctx.Done():
	}
}

func bothLeaveWithTheContext(ctx context.Context, name string) (int, error) {
	e := errand{name: name, reply: make(chan int)}
	go run(ctx, e)
	select {
	case n := <-e.reply:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// 5. As many slots as senders.
func slotForEachSender(stations []string) int {
	if len(stations) == 0 {
		return 0
	}
	answers := make(chan int, len(stations))
	for _, s := range stations {
		go func() { answers <- measure(s) }()
	}
	return <-answers
}

// 6. All answers are taken; the first error is remembered.
func countsToTheEnd(n int) (first error) {
	errs := make(chan error)
	for range n {
		go func() {
			errs <- check("")
		}()
	}
	for range n {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// 7. One send on each way.
func tell(out chan<- error, name string) {
	if err := check(name); err != nil {
		out <- err
		return
	}
	out <- nil
}

func oneSendOnEachWay(name string) error {
	out := make(chan error)
	go tell(out, name)
	return <-out
}

// 8. Two losers, two slots.
func twoSlotsForTwoLosers(name string) int {
	first := make(chan int, 2)
	for range 3 {
		go func() {
			first <- survey(name)
		}()
	}
	return <-first
}

// 9. The question brings a slot for its answer, and asking ends with the loop.
type question struct {
	depth int
	reply chan int
}

type tideGauge struct {
	questions chan question
	quit      chan struct{}
}

func (g *tideGauge) loop() {
	for {
		select {
		case q := <-g.questions:
			q.reply <- survey("tide")
		case <-g.quit:
			return
		}
	}
}

func (g *tideGauge) ask(depth int) (int, bool) {
	q := question{depth, make(chan int, 1)}
	select {
	case g.questions <- q:
	case <-g.quit:
		return 0, false
	}
	select {
	case n := <-q.reply:
		return n, true
	case <-time.After(time.Second):
		return 0, false
	}
}

func questionWithASlot() (int, bool) {
	g := &tideGauge{questions: make(chan question), quit: make(chan struct{})}
	go g.loop()
	defer close(g.quit)
	return g.ask(3)
}

// 10. Who has nothing to say says nothing, and is counted on.
func answersAlways(names []string) (sum int) {
	weights := make(chan int)
	for _, name := range names {
		go func() {
			if name == "" {
				weights <- 0
				return
			}
			weights <- measure(name)
		}()
	}
	for range names {
		sum += <-weights
	}
	return sum
}

// 11. The close is deferred, before anything can go wrong.
func closeIsDeferredBeforeThePanic(name string) int {
	out := make(chan int)
	go func() {
		defer close(out)
		defer func() { _ = recover() }()
		if check(name) != nil {
			panic(name)
		}
		out <- measure(name)
	}()
	return <-out
}

// 12. Another one waits for all, and closes.
func anotherWaitsAndCloses(names []string) (sum int) {
	var g group
	weights := make(chan int)
	for _, name := range names {
		g.spawn(func() {
			weights <- measure(name)
		})
	}
	go func() {
		g.wait()
		close(weights)
	}()
	for w := range weights {
		sum += w
	}
	return sum
}

// 87. What comes with no answer to follow is an error, whatever type it has.
type closedError struct{ inner error }

func (e closedError) Error() string { return e.inner.Error() }

var errClosed = closedError{errors.New("closed")}

type almanac struct{ page *int }

func (a *almanac) ask(tell func(int, error)) error {
	if a.page == nil {
		return errClosed
	}
	if *a.page < 0 {
		go tell(0, errClosed)
		return nil
	}
	tell(*a.page, nil)
	return nil
}

func anErrorOfAStruct(a *almanac) (int, error) {
	pages := make(chan int, 1)
	err := a.ask(func(n int, _ error) { pages <- n })
	if err != nil {
		return 0, err
	}
	return <-pages, nil
}

// 91. Who tells of a fatal failure does not go on.
type herald interface{ Fatal(err error) }

func fatalFailure(h herald, names []string) (found int) {
	jobs, results := make(chan string), make(chan int)
	for range 2 {
		go func() {
			for name := range jobs {
				results <- measure(name)
			}
		}()
	}
	for _, name := range names {
		if err := check(name); err != nil {
			h.Fatal(err)
			return found
		}
		jobs <- name
		found += <-results
	}
	close(jobs)
	return found
}

type order struct{ dishes []string }

func (o *order) first() string { return o.dishes[0] }

func cook(o *order) (sum int) {
	for _, dish := range o.dishes {
		sum += measure(dish)
	}
	return sum
}

// What comes out of a closed channel is nil, for which cooking panics: nobody
// comes to a second send.
func panicsForNil(next func() *order) int {
	orders, done := make(chan *order), make(chan int, 1)
	go func() {
		defer close(orders)
		if o := next(); o != nil {
			orders <- o
			return
		}
		done <- 0
	}()
	o := <-orders
	done <- cook(o)
	return <-done
}

// So does asking it for something.
func panicsForNilItself(next func() *order) string {
	orders, done := make(chan *order), make(chan string, 1)
	go func() {
		defer close(orders)
		if o := next(); o != nil {
			orders <- o
			return
		}
		done <- ""
	}()
	o := <-orders
	done <- o.first()
	return <-done
}

// What is asked of the answers comes after all of them.
func asksOfTheAnswers(names []string) int {
	weights := make(chan int)
	for _, name := range names {
		go func() { weights <- measure(name) }()
	}
	return taken(weights, len(names)).sum()
}

type takings struct{ all []int }

func taken(weights <-chan int, n int) *takings {
	t := &takings{}
	for range n {
		t.all = append(t.all, <-weights)
	}
	return t
}

func (t *takings) sum() (sum int) {
	for _, n := range t.all {
		sum += n
	}
	return sum
}

// What is done with the answers comes after all of them, too.
func handsOnTheAnswers(names []string) int {
	weights := make(chan int)
	for _, name := range names {
		go func() { weights <- measure(name) }()
	}
	return double(taken(weights, len(names)))
}

func double(t *takings) int { return 2 * len(t.all) }

// trouble is an error with a name.
type trouble struct {
	name string
	from error
}

func (t *trouble) Error() string { return t.name + ": " + t.from.Error() }

// named is never nil.
func named(name string, err error) error { return &trouble{name, err} }

// Who has failed says so, and the other one hears of it: it is not nil.
func stopsTheOther(names []string, try func(string) (int, error)) (first error) {
	over, errs, weights := make(chan struct{}), make(chan error, 2), make(chan int)
	go func() {
		for _, name := range names {
			n, err := try(name)
			if err != nil {
				errs <- named(name, err)
				return
			}
			weights <- n
		}
		close(weights)
		errs <- nil
	}()
	go func() {
		for {
			select {
			case _, ok := <-weights:
				if !ok {
					errs <- nil
					return
				}
			case <-over:
				errs <- nil
				return
			}
		}
	}()
	stopped := false
	for range 2 {
		if err := <-errs; err != nil && !stopped {
			first, stopped = err, true
			close(over)
		}
	}
	return first
}

func valueOf(list any) (reflect.Value, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return v, errors.New("no list")
	}
	return v, nil
}

// The same value has the same length each time.
func asManyAsTheValueHas(list any, measure func(string)) error {
	v, err := valueOf(list)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Add(v.Len())
	for i := 0; i < v.Len(); i++ {
		go func() {
			defer wg.Done()
			measure(v.Index(i).String())
		}()
	}
	wg.Wait()
	return nil
}
