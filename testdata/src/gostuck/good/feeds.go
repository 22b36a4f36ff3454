package good

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// 13. Closed when the last item is gone.
func closesWhenAllIsSent(items []int, workers int) {
	if workers <= 0 {
		return
	}
	parcels := make(chan int)
	defer close(parcels)
	for range workers {
		go func() {
			for p := range parcels {
				_ = store(p)
			}
		}()
	}
	for _, item := range items {
		parcels <- item
	}
}

// 14. A deferred method closes and waits on every return.
type sorter struct {
	g       group
	letters chan string
}

func (s *sorter) work() {
	for l := range s.letters {
		_ = measure(l)
	}
}

func (s *sorter) finish() {
	close(s.letters)
	s.g.wait()
}

func deferredFinish(bag []string) error {
	s := &sorter{letters: make(chan string)}
	s.g.spawn(s.work)
	s.g.spawn(s.work)
	defer s.finish()
	if err := check("scale"); err != nil {
		return err
	}
	for _, l := range bag {
		s.letters <- l
	}
	return nil
}

// 15. The producer's close is deferred.
func closesOnEachWay(pages []string) (read int) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for _, p := range pages {
			if check(p) != nil {
				return
			}
			lines <- p
		}
	}()
	for range lines {
		read++
	}
	return read
}

// 16. The consumer tells the producer that it leaves.
func consumerSaysThatItLeaves(n int) error {
	stop := make(chan struct{})
	defer close(stop)
	for p := range press(n, stop) {
		if err := store(p); err != nil {
			return err
		}
	}
	return nil
}

func press(n int, stop <-chan struct{}) <-chan int {
	plates := make(chan int)
	go func() {
		defer close(plates)
		for i := range n {
			select {
			case plates <- i:
			case <-stop:
				return
			}
		}
	}()
	return plates
}

// 17. The last stage takes what is left before it leaves.
func lastStageDrains(words []string) (int, error) {
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
			weighed <- measure(w)
		}
	}()
	sum := 0
	for n := range weighed {
		if err := store(n); err != nil {
			for range weighed { // so that the others can end
			}
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// 18. A wake-up that is there already is enough.
type kiln struct{ wake chan struct{} }

func (k *kiln) poke() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
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

func pokesWithDefault(stop chan struct{}) {
	k := &kiln{wake: make(chan struct{}, 1)}
	k.poke()
	k.poke()
	go k.fire(stop)
}

// 19. As many slots as values, behind an interface.
type sink interface{ push(int) }

type tray struct{ slots chan int }

func (t *tray) push(n int) {
	t.slots <- n
}

func slotForEachValue() {
	t := &tray{slots: make(chan int, 5)}
	var s sink = t
	for i := range 5 {
		s.push(i)
	}
}

// 20. A worker that fails takes its items all the same.
func failedWorkersDrain(items []int) {
	var g group
	jobs := make(chan int)
	for range 2 {
		g.spawn(func() {
			failed := false
			for j := range jobs {
				if failed {
					continue
				}
				failed = store(j) != nil
			}
		})
	}
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
	g.wait()
}

// 21. Each send looks at the stop.
type watch struct {
	once   sync.Once
	input  chan int
	result chan int
	done   chan struct{}
}

func newWatch(initial []int) *watch {
	w := &watch{input: make(chan int), result: make(chan int), done: make(chan struct{})}
	go w.process(initial)
	return w
}

func (w *watch) process(initial []int) {
	defer close(w.result)
	for _, n := range initial {
		w.send(n)
	}
	for {
		select {
		case n := <-w.input:
			w.send(n)
		case <-w.done:
			return
		}
	}
}

func (w *watch) send(n int) {
	select {
	case w.result <- n:
	case <-w.done:
	}
}

func (w *watch) stop() { w.once.Do(func() { close(w.done) }) }

func eachSendLooksAtTheStop() {
	w := newWatch([]int{1, 2})
	w.stop()
}

// 22. The sender closes what it leaves.
type gates struct{ north, south chan bool }

func (g *gates) open(ctx context.Context) {
	defer close(g.south)
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

func senderClosesWhatItLeaves(ctx context.Context) {
	g := &gates{make(chan bool), make(chan bool)}
	go g.open(ctx)
	select {
	case <-g.north:
		<-g.south
	case <-ctx.Done():
	}
}

// 23. The clock hears that its listener leaves.
func clockIsStopped() {
	strokes, stop := make(chan time.Time), make(chan struct{})
	defer close(stop)
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				select {
				case strokes <- now:
				case <-stop:
					return
				}
			case <-stop:
				return
			}
		}
	}()
	for range 3 {
		<-strokes
	}
}

// 24. As many as talk to each other may run.
func limitAtTheTalk(names []string) error {
	var g errgroup.Group
	g.SetLimit(2)
	weights := make(chan int)
	g.Go(func() error {
		defer close(weights)
		for _, name := range names {
			weights <- measure(name)
		}
		return nil
	})
	g.Go(func() error {
		for w := range weights {
			_ = store(w)
		}
		return nil
	})
	return g.Wait()
}

// 25. The group's context is what the producer looks at.
func producerLooksAtTheGroup(ctx context.Context, names []string) error {
	g, ctx := errgroup.WithContext(ctx)
	weights := make(chan int)
	g.Go(func() error {
		defer close(weights)
		for _, name := range names {
			select {
			case weights <- measure(name):
			case <-ctx.Done():
				return ctx.Err()
			}
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

// 26. Who does not start gives its slot back.
func givesItsSlotBack(names []string) {
	slots := make(chan struct{}, 2)
	for _, name := range names {
		slots <- struct{}{}
		if check(name) != nil {
			<-slots
			continue
		}
		go func() {
			defer func() { <-slots }()
			_ = measure(name)
		}()
	}
}
