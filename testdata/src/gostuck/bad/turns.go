package bad

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Who waits for oneself, in disguise; and what languages and libraries add.

// 45. The receiver leaves with a context that the sender does not see.
type crew struct {
	mu      sync.Mutex
	aboard  int
	landing chan int
}

func (c *crew) watch(ctx context.Context) {
	for {
		select {
		case n := <-c.landing:
			c.mu.Lock()
			c.aboard -= n
			c.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

func (c *crew) sail() {
	survey("sea")
	c.landing <- 1 // want `blocks for ever.*\(gostuck\)`
}

func landsWhenNobodyWatches(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &crew{aboard: 1, landing: make(chan int)}
	go c.sail()
	go c.watch(ctx)
	_ = check("weather")
}

// 46. A channel with a method, behind an interface, and a release that waits for
// its writer.
type meter interface{ show(int) error }

type chanMeter chan<- int

func (m chanMeter) show(n int) error {
	m <- n // not found yet
	return nil
}

type load struct{ release, ended chan struct{} }

func begin(m meter) *load {
	l := &load{make(chan struct{}), make(chan struct{})}
	go func() {
		defer close(l.ended)
		for n := 0; ; n++ {
			_ = m.show(n)
			select {
			case <-l.release:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return l
}

func (l *load) end() {
	close(l.release)
	<-l.ended
}

func readerOfTheMeterLeaves() {
	shown := make(chan int)
	go func() {
		for n := range shown {
			if n == 2 {
				return
			}
		}
	}()
	l := begin(chanMeter(shown))
	survey("load")
	l.end()
	close(shown)
}

// 47. The one who would broadcast is stuck in a send.
type nest struct {
	mu     sync.Mutex
	cond   *sync.Cond
	empty  bool
	events chan string
}

func (n *nest) watch() {
	n.events <- "chirp" // want `blocks for ever.*\(gostuck\)`
	n.mu.Lock()
	n.empty = true
	n.mu.Unlock()
	n.cond.Broadcast()
}

func (n *nest) leave() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !n.empty {
		n.cond.Wait()
	}
}

func leavesTheNestUnheard() {
	n := &nest{events: make(chan string)}
	n.cond = sync.NewCond(&n.mu)
	go n.watch()
	n.leave()
}

// 48. A reader over a channel, which closing does not reach.
type tube struct{ in chan []byte }

func (t *tube) Read(p []byte) (int, error) {
	b := <-t.in // want `blocks for ever.*\(gostuck\)`
	return copy(p, b), nil
}

func (t *tube) Close() error { return nil }

func readsTheClosed() error {
	t := &tube{make(chan []byte)}
	read := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(t, make([]byte, 1))
		read <- err
	}()
	_ = t.Close()
	select {
	case err := <-read:
		return err
	case <-time.After(time.Second):
		return errors.New("too slow")
	}
}

// 50. A future of a type parameter, asked twice.
type promise[T any] struct{ c chan T }

func promised[T any](f func() T) promise[T] {
	p := promise[T]{make(chan T, 1)}
	go func() { p.c <- f() }()
	return p
}

func (p promise[T]) get() T {
	return <-p.c // want `blocks for ever.*\(gostuck\)`
}

func asksThePromiseTwice() int {
	p := promised(func() int { return measure("one") })
	return p.get() + p.get()
}

// 51. A wake-up that nobody waited for yet is lost.
func losesTheWakeUp() {
	wake := make(chan struct{})
	go func() {
		survey("bed")
		<-wake // want `blocks for ever.*\(gostuck\)`
	}()
	select {
	case wake <- struct{}{}:
	default:
	}
}

// 52. A loop sends to its own inbox.
type inbox struct {
	letters chan int
	stop    chan struct{}
}

func (b *inbox) read() {
	for {
		select {
		case n := <-b.letters:
			if check("letter") != nil {
				b.again(n)
			}
		case <-b.stop:
			return
		}
	}
}

func (b *inbox) again(n int) {
	b.letters <- n + 1 // want `blocks for ever.*\(gostuck\)`
}

func writesToItself() {
	b := &inbox{make(chan int), make(chan struct{})}
	go b.read()
	b.letters <- 1
	close(b.stop)
}

// 53. A job hands a job to the pool that it runs in, and waits for it.
type pool struct{ jobs chan func() }

func newPool(workers int) *pool {
	p := &pool{make(chan func())}
	for range workers {
		go func() {
			for f := range p.jobs {
				f()
			}
		}()
	}
	return p
}

func (p *pool) do(f func()) {
	over := make(chan struct{})
	p.jobs <- func() { // want `blocks for ever.*\(gostuck\)`
		defer close(over)
		f()
	}
	<-over
}

func jobInAJob() {
	p := newPool(1)
	defer close(p.jobs)
	p.do(func() {
		p.do(func() { _ = measure("inner") })
	})
}

// 54. Deferred calls come last first: it waits, and closes then.
func defersInTheWrongOrder(items []int) {
	jobs := make(chan int)
	defer close(jobs)
	var g group
	g.spawn(func() {
		for j := range jobs { // want `blocks for ever.*\(gostuck\)`
			_ = store(j)
		}
	})
	defer g.wait()
	for _, item := range items {
		jobs <- item
	}
}

// 55. A walk keeps its slot while its children need one.
type tree struct{ kids []*tree }

func (t *tree) walk(slots chan struct{}, wg *sync.WaitGroup) {
	defer wg.Done()
	slots <- struct{}{} // want `blocks for ever.*\(gostuck\)`
	defer func() { <-slots }()
	var below sync.WaitGroup
	for _, k := range t.kids {
		below.Add(1)
		go k.walk(slots, &below)
	}
	below.Wait()
}

func keepsItsSlot(t *tree) {
	var wg sync.WaitGroup
	wg.Add(1)
	t.walk(make(chan struct{}, 1), &wg)
	wg.Wait()
}

// 56. Sent and received by the same goroutine.
func talksToItself() int {
	c := make(chan int)
	c <- measure("self") // want `blocks for ever.*\(gostuck\)`
	return <-c
}

// 57. Results by a struct's method value, one for each, and a limit on how many
// are looked at.
type judge struct {
	name  string
	marks chan<- int
}

func (j judge) mark() {
	j.marks <- measure(j.name) // want `blocks for ever.*\(gostuck\)`
}

func firstTwoMarks(names []string) (sum int) {
	marks := make(chan int)
	for _, name := range names {
		f := judge{name, marks}.mark
		go f()
	}
	for range min(len(names), 2) {
		sum += <-marks
	}
	return sum
}

// 58. Closing is counted: one way out does not count down.
func oneDoesNotCount(names []string) (sum int) {
	words, ends := make(chan int), make(chan struct{})
	for _, name := range names {
		go func() {
			if check(name) != nil {
				return
			}
			words <- measure(name)
			ends <- struct{}{}
		}()
	}
	for open := len(names); open > 0; {
		select { // want `blocks for ever.*\(gostuck\)`
		case n := <-words:
			sum += n
		case <-ends:
			open--
		}
	}
	return sum
}
