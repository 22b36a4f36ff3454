package good

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
	"time"
)

// 45. The sender leaves with what the receiver leaves with.
type crew struct {
	mu      sync.Mutex
	aboard  int
	landing chan int
	ashore  chan struct{}
}

func (c *crew) watch(ctx context.Context) {
	defer close(c.ashore)
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
	select {
	case c.landing <- 1:
	case <-c.ashore:
	}
}

func landsUnlessNobodyWatches(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &crew{aboard: 1, landing: make(chan int), ashore: make(chan struct{})}
	go c.sail()
	go c.watch(ctx)
	_ = check("weather")
}

// 46. The reader reads until the close, which comes after the last writer.
type meter interface{ show(int) error }

type chanMeter chan<- int

func (m chanMeter) show(n int) error {
	m <- n
	return nil
}

type load struct{ release, ended chan struct{} }

func beginLoad(m meter) *load {
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

func readerOfTheMeterStays() {
	shown := make(chan int)
	go func() {
		for range shown {
		}
	}()
	l := beginLoad(chanMeter(shown))
	survey("load")
	l.end()
	close(shown)
}

// 47. Who broadcasts does it before the send, and the event is heard.
type nest struct {
	mu     sync.Mutex
	cond   *sync.Cond
	empty  bool
	events chan string
}

func (n *nest) watch() {
	n.mu.Lock()
	n.empty = true
	n.mu.Unlock()
	n.cond.Broadcast()
	n.events <- "chirp"
}

func (n *nest) leave() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !n.empty {
		n.cond.Wait()
	}
}

func leavesTheNestHeard() {
	n := &nest{events: make(chan string)}
	n.cond = sync.NewCond(&n.mu)
	go n.watch()
	n.leave()
	<-n.events
}

// 48. Closing reaches the reader.
type tube struct {
	in     chan []byte
	closed chan struct{}
}

func (t *tube) Read(p []byte) (int, error) {
	select {
	case b := <-t.in:
		return copy(p, b), nil
	case <-t.closed:
		return 0, io.EOF
	}
}

func (t *tube) Close() error {
	close(t.closed)
	return nil
}

func readsUntilTheClose() error {
	t := &tube{make(chan []byte), make(chan struct{})}
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

// 49. The iterator tells its goroutine when the loop breaks.
func drops(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		c, stop := make(chan int), make(chan struct{})
		defer close(stop)
		go func() {
			defer close(c)
			for i := range n {
				select {
				case c <- i:
				case <-stop:
					return
				}
			}
		}()
		for i := range c {
			if !yield(i) {
				return
			}
		}
	}
}

func tellsOfTheBreak() {
	for d := range drops(5) {
		if d == 2 {
			break
		}
	}
}

// The iterator's loop runs to its end, so the goroutine does, too.
func counts(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		c := make(chan int)
		go func() {
			defer close(c)
			for i := range n {
				c <- i
			}
		}()
		more := true
		for i := range c {
			more = more && yield(i)
		}
	}
}

func breaksTheDrained() {
	for range counts(5) {
		break
	}
}

// 50. Who asks puts the answer back.
type promise[T any] struct{ c chan T }

func promised[T any](f func() T) promise[T] {
	p := promise[T]{make(chan T, 1)}
	go func() { p.c <- f() }()
	return p
}

func (p promise[T]) get() T {
	v := <-p.c
	p.c <- v
	return v
}

func putsTheAnswerBack() int {
	p := promised(func() int { return measure("one") })
	return p.get() + p.get()
}

// 51. A slot keeps the wake-up.
func keepsTheWakeUp() {
	wake := make(chan struct{}, 1)
	go func() {
		survey("bed")
		<-wake
	}()
	select {
	case wake <- struct{}{}:
	default:
	}
}

// 52. The loop's own letters go on a list.
type inbox struct {
	letters chan int
	stop    chan struct{}
	later   []int
}

func (b *inbox) read() {
	for {
		select {
		case n := <-b.letters:
			if check("letter") != nil {
				b.later = append(b.later, n+1)
			}
		case <-b.stop:
			return
		}
	}
}

func keepsItsOwnLetters() {
	b := &inbox{letters: make(chan int), stop: make(chan struct{})}
	go b.read()
	b.letters <- 1
	close(b.stop)
}

// 53. A job does its inner job itself when no worker is free.
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
	job := func() {
		defer close(over)
		f()
	}
	select {
	case p.jobs <- job:
	default:
		job()
	}
	<-over
}

func doesTheInnerJobItself() {
	p := newPool(1)
	defer close(p.jobs)
	p.do(func() {
		p.do(func() { _ = measure("inner") })
	})
}

// 54. Deferred calls come last first: it closes, and waits then.
func defersInTheRightOrder(items []int) {
	jobs := make(chan int)
	var g group
	defer g.wait()
	defer close(jobs)
	g.spawn(func() {
		for j := range jobs {
			_ = store(j)
		}
	})
	for _, item := range items {
		jobs <- item
	}
}

// 55. A walk gives its slot back before it waits for its children.
type tree struct{ kids []*tree }

func (t *tree) walk(slots chan struct{}, wg *sync.WaitGroup) {
	defer wg.Done()
	slots <- struct{}{}
	_ = measure("leaf")
	<-slots
	var below sync.WaitGroup
	for _, k := range t.kids {
		below.Add(1)
		go k.walk(slots, &below)
	}
	below.Wait()
}

func givesItsSlotBackFirst(t *tree) {
	var wg sync.WaitGroup
	wg.Add(1)
	t.walk(make(chan struct{}, 1), &wg)
	wg.Wait()
}

// 56. A slot lets a goroutine talk to itself.
func slotForItself() int {
	c := make(chan int, 1)
	c <- measure("self")
	return <-c
}

// 57. All marks are taken, some are counted.
type judge struct {
	name  string
	marks chan<- int
}

func (j judge) mark() { j.marks <- measure(j.name) }

func takesAllMarks(names []string) (sum int) {
	marks := make(chan int)
	for _, name := range names {
		f := judge{name, marks}.mark
		go f()
	}
	for i := range names {
		if n := <-marks; i < 2 {
			sum += n
		}
	}
	return sum
}

// 58. Counting down is deferred.
func allCount(names []string) (sum int) {
	words, ends := make(chan int), make(chan struct{})
	for _, name := range names {
		go func() {
			defer func() { ends <- struct{}{} }()
			if check(name) != nil {
				return
			}
			words <- measure(name)
		}()
	}
	for open := len(names); open > 0; {
		select {
		case n := <-words:
			sum += n
		case <-ends:
			open--
		}
	}
	return sum
}
