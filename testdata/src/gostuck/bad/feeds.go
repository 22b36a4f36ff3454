package bad

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Many values, and one side stays when the other has left.

// group spawns and counts.
type group struct{ wg sync.WaitGroup }

func (g *group) spawn(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

func (g *group) wait() { g.wg.Wait() }

// 13. No close: the workers range on when the last item is gone.
func neverCloses(items []int, workers int) {
	parcels := make(chan int)
	for range workers {
		go func() {
			for p := range parcels { // want `blocks for ever.*\(gostuck\)`
				_ = store(p)
			}
		}()
	}
	for _, item := range items {
		parcels <- item
	}
}

// 14. An early return passes the close by.
type sorter struct {
	g       group
	letters chan string
}

func (s *sorter) work() {
	for l := range s.letters { // want `blocks for ever.*\(gostuck\)`
		_ = measure(l)
	}
}

func errorSkipsClose(bag []string, workers int) error {
	s := &sorter{letters: make(chan string)}
	for range workers {
		s.g.spawn(s.work)
	}
	if err := check("scale"); err != nil {
		return err
	}
	for _, l := range bag {
		s.letters <- l
	}
	close(s.letters)
	s.g.wait()
	return nil
}

// 15. The producer closes only when all went well.
func closesOnlyWhenAllWentWell(pages []string) (read int) {
	lines := make(chan string)
	go func() {
		for _, p := range pages {
			if check(p) != nil {
				return
			}
			lines <- p
		}
		close(lines)
	}()
	for range lines { // want `blocks for ever.*\(gostuck\)`
		read++
	}
	return read
}

// 16. The consumer leaves at its first error, the producer does not notice.
func consumerLeaves(n int) error {
	for p := range press(n) {
		if err := store(p); err != nil {
			return err
		}
	}
	return nil
}

func press(n int) <-chan int {
	plates := make(chan int)
	go func() {
		defer close(plates)
		for i := range n {
			plates <- i // want `blocks for ever.*\(gostuck\)`
		}
	}()
	return plates
}

// 17. The last stage of three leaves; its neighbour is stuck, and then the first.
func lastStageLeaves(words []string) (int, error) {
	raw := make(chan string)
	go func() {
		defer close(raw)
		for _, w := range words {
			raw <- w
		}
	}()
	weighed := make(chan int)
	go func() {
		defer close(weighed)
		for w := range raw {
			weighed <- measure(w) // want `blocks for ever.*\(gostuck\)`
		}
	}()
	sum := 0
	for n := range weighed {
		if err := store(n); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// 18. More sends than slots, and the receiver is started behind them.
type kiln struct{ wake chan struct{} }

func (k *kiln) poke() {
	k.wake <- struct{}{} // want `blocks for ever.*\(gostuck\)`
}

func (k *kiln) fire(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-k.wake:
			_ = store(1)
		}
	}
}

func pokesTwiceThenStarts(stop chan struct{}) {
	k := &kiln{wake: make(chan struct{}, 1)}
	k.poke() // so that it looks at once
	k.poke()
	go k.fire(stop)
}

// 19. A full buffer whose reader never was: the interface hides the channel.
type sink interface{ push(int) }

type tray struct{ slots chan int }

func (t *tray) push(n int) {
	t.slots <- n // not found yet
}

func fillsTheTray() {
	t := &tray{slots: make(chan int, 4)}
	var s sink = t
	for i := range 5 {
		s.push(i)
	}
}

// 20. The workers leave at an error, and the feeder feeds on.
func workersLeave(items []int, workers int) {
	var g group
	jobs := make(chan int)
	for range workers {
		g.spawn(func() {
			for j := range jobs {
				if store(j) != nil {
					return
				}
			}
		})
	}
	for _, item := range items {
		jobs <- item // want `blocks for ever.*\(gostuck\)`
	}
	close(jobs)
	g.wait()
}

// 21. What was there at the start is sent before anybody looks at the stop.
type watch struct {
	mu      sync.Mutex
	input   chan int
	result  chan int
	stopped bool
}

func newWatch(initial []int) *watch {
	w := &watch{input: make(chan int), result: make(chan int)}
	go w.process(initial)
	return w
}

func (w *watch) process(initial []int) {
	defer close(w.result)
	for _, n := range initial {
		w.send(n)
	}
	for n := range w.input {
		w.send(n)
	}
}

func (w *watch) send(n int) {
	w.result <- n // want `blocks for ever.*\(gostuck\)`
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		w.stopped = true
		close(w.input)
	}
}

func stopsTheWatchUnread() {
	w := newWatch([]int{1, 2})
	w.stop()
}

// 22. Drained by name, while the sender leaves with the context.
type gates struct{ north, south chan bool }

func (g *gates) open(ctx context.Context) {
	select {
	case g.north <- true:
	case <-ctx.Done():
		return
	}
	pause()
	select {
	case g.south <- true:
	case <-ctx.Done():
	}
}

func drainsWhatNobodySends(ctx context.Context) {
	g := &gates{make(chan bool), make(chan bool)}
	go g.open(ctx)
	select {
	case <-g.north:
		<-g.south // want `blocks for ever.*\(gostuck\)`
	case <-ctx.Done():
	}
}

// 23. A clock that ticks on when its listener has heard enough.
func hearsThree() {
	strokes := make(chan time.Time)
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for now := range t.C {
			strokes <- now // want `blocks for ever.*\(gostuck\)`
		}
	}()
	for range 3 {
		<-strokes
	}
}

// 24. A group's limit lower than the number of those who talk to each other.
func limitBelowTheTalk(names []string) error {
	var g errgroup.Group
	g.SetLimit(1)
	weights := make(chan int)
	g.Go(func() error {
		defer close(weights)
		for _, name := range names {
			weights <- measure(name) // want `blocks for ever.*\(gostuck\)`
		}
		return nil
	})
	g.Go(func() error { // waits for the first
		for w := range weights {
			_ = store(w)
		}
		return nil
	})
	return g.Wait()
}

// 25. A group's consumer fails, and the group does not stop its producer.
func groupOfTwo(names []string) error {
	var g errgroup.Group
	weights := make(chan int)
	g.Go(func() error {
		defer close(weights)
		for _, name := range names {
			weights <- measure(name) // want `blocks for ever.*\(gostuck\)`
		}
		return nil
	})
	g.Go(func() error {
		for w := range weights {
			if err := store(w); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// 26. Slots are taken and, on one way, never given back.
func slotsRunOut(names []string) {
	slots := make(chan struct{}, 2)
	for _, name := range names {
		slots <- struct{}{} // want `blocks for ever.*\(gostuck\)`
		if check(name) != nil {
			continue
		}
		go func() {
			defer func() { <-slots }()
			_ = measure(name)
		}()
	}
}
