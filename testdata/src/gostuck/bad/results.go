package bad

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// One answer, and nobody there to take it.

// 1. Early return: an error comes between the start and the receive.
func errorBeforeReceive(station string) (int, error) {
	readings := make(chan int)
	go func() {
		readings <- measure(station) // want `blocks for ever.*\(gostuck\)`
	}()
	if err := check(station); err != nil {
		return 0, err
	}
	return <-readings, nil
}

// 2. Timeout, over two channels of a struct and a method that sends.
type probe struct {
	found  chan int
	failed chan error
}

func (s *probe) run(name string) {
	n := survey(name)
	if err := check(name); err != nil {
		s.failed <- err // want `blocks for ever.*\(gostuck\)`
		return
	}
	s.found <- n // want `blocks for ever.*\(gostuck\)`
}

func givesUpAfterASecond(name string) (int, error) {
	s := &probe{found: make(chan int), failed: make(chan error)}
	go s.run(name)
	select {
	case n := <-s.found:
		return n, nil
	case err := <-s.failed:
		return 0, err
	case <-time.After(time.Second):
		return 0, errors.New("too slow")
	}
}

// 3. The stop signal ends the loop between a start and its answer; the answer is
// a deferred send.
type beacon struct{ stop chan struct{} }

func (b *beacon) blink() {
	for {
		over := make(chan bool)
		go func() {
			defer func() { over <- true }() // want `blocks for ever.*\(gostuck\)`
			survey("lamp")
		}()
		select {
		case <-b.stop:
			return
		case <-over:
		}
	}
}

func stopsTheBeacon() {
	b := &beacon{stop: make(chan struct{})}
	go b.blink()
	time.Sleep(time.Second)
	close(b.stop)
}

// 4. The caller's context ends the wait; who sends knows neither.
type errand struct {
	name  string
	reply chan int
}

func run(e errand) {
	e.reply <- survey(e.name) // want `blocks for ever.*\(gostuck\)`
}

func leavesWithItsContext(ctx context.Context, name string) (int, error) {
	e := errand{name: name, reply: make(chan int)}
	go run(e)
	select {
	case n := <-e.reply:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// 5. One of many: the first answer wins, and the others have no receiver.
func nearest(stations []string) int {
	answers := make(chan int)
	for _, s := range stations {
		go func() { answers <- measure(s) }() // want `blocks for ever.*\(gostuck\)`
	}
	return <-answers
}

// 6. Counted receives that the first error ends.
func firstErrorEndsTheCount(n int) error {
	errs := make(chan error)
	for range n {
		go func() {
			errs <- check("") // want `blocks for ever.*\(gostuck\)`
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// 7. Double send: the return after the error is missing.
func tell(out chan<- error, name string) {
	if err := check(name); err != nil {
		out <- err
	}
	out <- nil // want `blocks for ever.*\(gostuck\)`
}

func asksOnce(name string) error {
	out := make(chan error)
	go tell(out, name)
	return <-out
}

// 8. Hedged requests: one slot holds one loser, and there are two.
func hedgedThreeTimes(name string) int {
	first := make(chan int, 1)
	for range 3 {
		go func() {
			first <- survey(name) // want `blocks for ever.*\(gostuck\)`
		}()
	}
	return <-first
}

// 9. The one who asked has left, so the loop that answers is stuck, and whoever
// asks next waits with it.
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
			q.reply <- survey("tide") // want `blocks for ever.*\(gostuck\)`
		case <-g.quit:
			return
		}
	}
}

func (g *tideGauge) ask(depth int) (int, bool) {
	q := question{depth, make(chan int)}
	g.questions <- q
	select {
	case n := <-q.reply:
		return n, true
	case <-time.After(time.Second):
		return 0, false
	}
}

func asksTheGauge() (int, bool) {
	g := &tideGauge{questions: make(chan question), quit: make(chan struct{})}
	go g.loop()
	defer close(g.quit)
	return g.ask(3)
}

// 11. A recovered panic passes the send by.
func recoversAndSaysNothing(name string) int {
	out := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		if check(name) != nil {
			panic(name)
		}
		out <- measure(name)
	}()
	return <-out // want `blocks for ever.*\(gostuck\)`
}

// 12. All answers are awaited before the first is taken: a circle.
func waitsBeforeItReads(names []string) (sum int) {
	var g group
	weights := make(chan int)
	for _, name := range names {
		g.spawn(func() {
			weights <- measure(name) // want `blocks for ever.*\(gostuck\)`
		})
	}
	g.wait()
	close(weights)
	for w := range weights {
		sum += w
	}
	return sum
}

type order struct{ dishes []string }

// cook takes nil for an order of nothing.
func cook(o *order) (sum int) {
	if o != nil {
		for _, dish := range o.dishes {
			sum += measure(dish)
		}
	}
	return sum
}

// 80. What comes out of a closed channel is nil, for which there is a plate, too.
func platesForNil(next func() *order) int {
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
	done <- cook(o) // want `blocks for ever.*\(gostuck\)`
	return <-done
}

// 88. Only who makes the object calls this, and has nothing that could end it.
type census struct{ sum func(string) (int, error) }

func takesTheCensus(sum func(string) (int, error), names []string) error {
	c := &census{sum}
	return c.ask(names)
}

func (c *census) ask(names []string) error {
	failed := make(chan error)
	for _, name := range names {
		go func() {
			_, err := c.sum(name)
			failed <- err // want `\(gostuck\)`
		}()
	}
	for range names {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

// 98. What may be anything may be something that cannot be encoded.
func sellsAnything(what any) error {
	printed := make(chan string)
	go func() { printed <- "printed" }() // want `\(gostuck\)`
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	println(len(text), <-printed)
	return nil
}
