package good

import (
	"errors"
	"math/rand"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"
)

// What decides here is how many there are, said in two ways.

// 74. A timer's channel never holds anything: its length is 0.
type pulse struct {
	orders, sent chan int
	quit, gone   chan struct{}
}

func newPulse(n int) *pulse {
	p := &pulse{orders: make(chan int, n), sent: make(chan int, 1), quit: make(chan struct{}), gone: make(chan struct{})}
	go p.beat()
	return p
}

func (p *pulse) stop() {
	close(p.quit)
	<-p.gone
}

func (p *pulse) beat() {
	defer close(p.gone)
	t := time.NewTimer(0)
	<-t.C
	for {
		select {
		case n := <-p.orders:
			drainIfFull(t)
			p.sent <- n
		case <-t.C:
		case <-p.quit:
			drainIfFull(t)
			return
		}
	}
}

func drainIfFull(t *time.Timer) {
	if !t.Stop() && len(t.C) > 0 {
		<-t.C
	}
}

// 75. Who alone receives takes what has been counted, also if it comes late.
func takesWhatIsThere(n int, quit chan struct{}) (all []int) {
	ch := make(chan int, n)
	go func() {
		select {
		case ch <- n:
		case <-quit:
		}
	}()
	<-quit
	for len(ch) > 0 {
		all = append(all, <-ch)
	}
	if cap(ch)-len(ch) < cap(ch) {
		<-ch
	}
	return all
}

// 76. As many answers as questions, through a pool.
type lookups struct{ texts, replies []string }

func lookUp(text string) (string, error) {
	reply, err := os.ReadFile(text)
	return string(reply), err
}

func (q *lookups) answer() error {
	for _, t := range q.texts {
		r, err := lookUp(t)
		if err != nil {
			return err
		}
		q.replies = append(q.replies, r)
	}
	return nil
}

func answersThroughAPool(qs []lookups) (first error) {
	n := runtime.NumCPU() * 10
	todo := make(chan *lookups, n)
	errs := make(chan error, n)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for q := range todo {
				err := q.answer()
				errs <- err
			}
		})
	}
	wg.Go(func() {
		for i := range qs {
			todo <- &qs[i]
		}
		close(todo)
	})
	for range qs {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	wg.Wait()
	return first
}

// 77. As many as lie between two numbers, which change together.
func asManyAsBetween(parts []string, had int, do func(string) error) (err error) {
	have := len(parts)
	from, more := had, have-had
	if more < 0 {
		from, more = 0, have
	}
	var wg sync.WaitGroup
	errs := make(chan error, more)
	wg.Add(more)
	for i := from; i < have; i++ {
		p := parts[i]
		go func() {
			defer wg.Done()
			errs <- do(p)
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	for e := range errs {
		if e != nil {
			err = e
		}
	}
	return err
}

// 78. The same, received as often.
func receivesAsManyAsBetween(from, to int, do func(int) error) (err error) {
	more := to - from
	errs := make(chan error)
	for i := from; i < to; i++ {
		go func() { errs <- do(i) }()
	}
	for i := 0; i < more; i++ {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}

// 79. A slot for every piece that is cut off.
func slotsForPieces(xs []int, do func([]int) int) (all []int) {
	step := max(len(xs)/5, 10)
	results := make(chan int, (len(xs)+step-1)/step)
	var wg sync.WaitGroup
	for i := 0; i < len(xs); i += step {
		piece := xs[i:min(i+step, len(xs))]
		wg.Go(func() { results <- do(piece) })
	}
	wg.Wait()
	close(results)
	for r := range results {
		all = append(all, r)
	}
	return all
}

// 80. Dealt out in turn: every queue has room for its share.
func dealtInTurn(xs []int, do func(int)) {
	hands := runtime.NumCPU()
	queues := make([]chan int, hands)
	for i := range queues {
		queues[i] = make(chan int, (len(xs)+hands-1)/hands)
	}
	for i, x := range xs {
		queues[i%hands] <- x
	}
	var wg sync.WaitGroup
	for _, q := range queues {
		close(q)
		wg.Go(func() {
			for x := range q {
				do(x)
			}
		})
	}
	wg.Wait()
}

// 82. As many goroutines as a shuffled order has places, as many answers awaited.
func asksInRandomOrder(peers []func() string) (heard []string) {
	n := len(peers)
	answers := make(chan string, n)
	for _, i := range rand.Perm(n) {
		go func() { answers <- peers[i]() }()
	}
	for a := range answers {
		heard = append(heard, a)
		if len(heard) >= n {
			break
		}
	}
	return heard
}

// 83. As many answers as the copy has elements.
func answersOfACopy(names []string, ask func(string) error) (err error) {
	errs := make(chan error)
	for _, name := range slices.Clone(names) {
		go func() { errs <- ask(name) }()
	}
	for range names {
		err = errors.Join(err, <-errs)
	}
	return err
}

type gear int

const (
	low gear = iota
	high
)

// 84. There are only two gears, and both are answered.
func shifts(g gear, drive func(gear) error) error {
	done := make(chan error)
	go func() {
		switch g {
		case low:
			done <- drive(low)
		case high:
			done <- drive(high)
		default:
			return // there is no third
		}
	}()
	return <-done
}

// 88. As many as are missing, of which nobody asks again how many there are.
type fleet struct {
	mu             sync.Mutex
	berths, moored func() int
}

func (f *fleet) fill(most int) error {
	var wg sync.WaitGroup
	missing := f.berths() - f.moored()
	if most < missing && most > 0 {
		missing = most
	}
	for i := 0; i < missing; i++ {
		wg.Go(f.moor)
	}
	wg.Wait()
	return nil
}

func (f *fleet) moor() {
	f.mu.Lock()
	defer f.mu.Unlock()
	time.Sleep(time.Millisecond)
}

func fillsEachFleet(fleets []*fleet, most int) {
	var wg sync.WaitGroup
	for _, f := range fleets {
		wg.Go(func() { _ = f.fill(most) })
	}
	wg.Wait()
}

// 92. The first of four starts all four.
func fourAtATime(names []string, ask func(string) error) (err error) {
	answers := make(chan error, len(names))
	for i := 0; i < len(names); i++ {
		if i&3 == 0 {
			for j := i; j < i+4 && j < len(names); j++ {
				go func() { answers <- ask(names[j]) }()
			}
		}
		if err = <-answers; err != nil {
			break
		}
	}
	return err
}
