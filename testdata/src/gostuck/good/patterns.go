package good

import (
	"cmp"
	"context"
	"log"
	"os"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Where a naive explorer cries wolf.

// Two tests of one unchanged value agree.
func correlatedBranches(names []string, parallel bool) int {
	results := make(chan int)
	if parallel {
		go func() { results <- len(names) }()
	}
	n := 1
	if parallel {
		n = <-results
	}
	return n
}

// So do two tests of a length, and the range over what has it.
func correlatedLength(names []string) (sum int) {
	if len(names) == 0 {
		return 0
	}
	weights := make(chan int)
	go func() {
		for _, name := range names {
			weights <- measure(name)
		}
	}()
	for range names {
		sum += <-weights
	}
	return sum
}

// A flag remembers what was started.
func flagRemembers(name string) (int, error) {
	var reply chan int
	started := false
	if check(name) == nil {
		reply = make(chan int)
		started = true
		go func() { reply <- measure(name) }()
	}
	err := check("after")
	if started {
		return <-reply, err
	}
	return 0, err
}

// A nil test says the same.
func nilRemembers(name string) int {
	var reply chan int
	if name != "" {
		reply = make(chan int)
		go func() { reply <- measure(name) }()
	}
	if reply == nil {
		return 0
	}
	return <-reply
}

// The error path ends the process, and with it who waits.
func exitsOnError(name string) int {
	out := make(chan int)
	go func() { out <- measure(name) }()
	if err := check(name); err != nil {
		log.Fatal(err)
	}
	return <-out
}

func fail(err error) {
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
}

// So does a function of ours.
func exitsInAFunction(name string) int {
	out := make(chan int)
	go func() { out <- measure(name) }()
	fail(check(name))
	return <-out
}

// A panic that nobody recovers ends the process, too.
func panicsOnError(name string) int {
	out := make(chan int)
	go func() {
		if err := check(name); err != nil {
			panic(err)
		}
		out <- measure(name)
	}()
	return <-out
}

// The recovered panic still sends.
func recoverSends(name string) (err error) {
	failed := make(chan error)
	go func() {
		defer func() {
			if recover() != nil {
				failed <- errBroken
			}
		}()
		if check(name) != nil {
			panic(name)
		}
		failed <- nil
	}()
	return <-failed
}

// A child ends with its parent.
func parentEndsTheChild(ctx context.Context) {
	parent, cancel := context.WithCancel(ctx)
	defer cancel()
	child := context.WithValue(parent, key{}, 1)
	go func() {
		<-child.Done()
	}()
}

type key struct{}

// Senders and receivers are counted by one length.
func countedByOneLength(items []string) []int {
	n := len(items)
	out := make(chan int)
	for i := 0; i < n; i++ {
		go func() { out <- measure(items[i]) }()
	}
	all := make([]int, 0, n)
	for len(all) < n {
		all = append(all, <-out)
	}
	return all
}

// A counter of what is under way.
func countsWhatIsUnderWay(names []string) (sum int) {
	out := make(chan int)
	pending := 0
	for _, name := range names {
		if name == "" {
			continue
		}
		pending++
		go func() { out <- measure(name) }()
	}
	for ; pending > 0; pending-- {
		sum += <-out
	}
	return sum
}

// A case is switched off by a nil channel, until there is something to send.
func togglesWithNil(in <-chan int, out chan<- int) {
	var queue []int
	for in != nil || len(queue) > 0 {
		var to chan<- int
		var next int
		if len(queue) > 0 {
			to, next = out, queue[0]
		}
		select {
		case n, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			queue = append(queue, n)
		case to <- next:
			queue = queue[1:]
		}
	}
	close(out)
}

func buffersWithoutLimit(values []int) (got []int) {
	in, out := make(chan int), make(chan int)
	go togglesWithNil(in, out)
	go func() {
		defer close(in)
		for _, v := range values {
			in <- v
		}
	}()
	for v := range out {
		got = append(got, v)
	}
	return got
}

// Two inputs, each switched off when it ends.
func mergesTwo(a, b <-chan int) (sum int) {
	for a != nil || b != nil {
		select {
		case n, ok := <-a:
			if !ok {
				a = nil
			}
			sum += n
		case n, ok := <-b:
			if !ok {
				b = nil
			}
			sum += n
		}
	}
	return sum
}

func mergesItsOwn(left, right []int) int {
	feed := func(values []int) <-chan int {
		c := make(chan int)
		go func() {
			defer close(c)
			for _, v := range values {
				c <- v
			}
		}()
		return c
	}
	return mergesTwo(feed(left), feed(right))
}

// A group's limit: each ends by itself, so a slot comes free.
func groupWithLimit(ctx context.Context, names []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, name := range names {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return check(name)
		})
	}
	return g.Wait()
}

// Whoever comes first closes.
type latch struct {
	once sync.Once
	open chan struct{}
}

func (l *latch) release() { l.once.Do(func() { close(l.open) }) }

func closedOnce(names []string) {
	l := &latch{open: make(chan struct{})}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			if check(name) != nil {
				l.release()
				return
			}
			<-l.open
		})
	}
	l.release()
	wg.Wait()
}

// Looked at, locked, and looked at again.
type lazy struct {
	mu    sync.Mutex
	ready atomic.Bool
	in    chan int
}

func (l *lazy) channel() chan int {
	if !l.ready.Load() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if !l.ready.Load() {
			l.in = make(chan int)
			go func() {
				for n := range l.in {
					_ = store(n)
				}
			}()
			l.ready.Store(true)
		}
	}
	return l.in
}

func doubleChecked() {
	l := &lazy{}
	l.channel() <- 1
	l.channel() <- 2
	close(l.channel())
}

// A bounded buffer: conditions in loops, and each change told.
type shelf struct {
	mu       sync.Mutex
	notEmpty sync.Cond
	notFull  sync.Cond
	items    []int
	closed   bool
}

func (s *shelf) put(n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.items) == 2 && !s.closed {
		s.notFull.Wait()
	}
	if s.closed {
		return false
	}
	s.items = append(s.items, n)
	s.notEmpty.Signal()
	return true
}

func (s *shelf) take() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.items) == 0 && !s.closed {
		s.notEmpty.Wait()
	}
	if len(s.items) == 0 {
		return 0, false
	}
	n := s.items[0]
	s.items = s.items[1:]
	s.notFull.Signal()
	return n, true
}

func (s *shelf) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.notEmpty.Broadcast()
	s.notFull.Broadcast()
}

func boundedBuffer(values []int) (sum int) {
	s := &shelf{}
	s.notEmpty.L, s.notFull.L = &s.mu, &s.mu
	go func() {
		defer s.close()
		for _, v := range values {
			if !s.put(v) {
				return
			}
		}
	}()
	for {
		n, ok := s.take()
		if !ok {
			return sum
		}
		sum += n
	}
}

// A lock is handed over: who takes it is not who gives it back.
func lockHandedOver(names []string) {
	var mu sync.Mutex
	for _, name := range names {
		mu.Lock()
		go func() {
			defer mu.Unlock()
			_ = measure(name)
		}()
	}
	mu.Lock()
	mu.Unlock()
}

// Deferred calls in a loop: each close comes, at the end.
func defersInALoop(names []string) {
	for range names {
		stop := make(chan struct{})
		defer close(stop)
		go func() { <-stop }()
	}
}

// Collected by index, joined by a group: no channel at all.
func collectedByIndex(names []string) []int {
	all := make([]int, len(names))
	var wg sync.WaitGroup
	wg.Add(len(names))
	for i, name := range names {
		go func() {
			defer wg.Done()
			all[i] = measure(name)
		}()
	}
	wg.Wait()
	return all
}

// Fan-in: the last one out closes.
func fanIn(lists [][]int) (sum int) {
	out := make(chan int)
	var left atomic.Int32
	left.Store(int32(len(lists)))
	if len(lists) == 0 {
		close(out)
	}
	for _, list := range lists {
		go func() {
			for _, n := range list {
				out <- n
			}
			if left.Add(-1) == 0 {
				close(out)
			}
		}()
	}
	for n := range out {
		sum += n
	}
	return sum
}

// The cases of a select, made at run time.
func dynamicCases(names []string) (sum int) {
	var cases []reflect.SelectCase
	for _, name := range names {
		c := make(chan int)
		go func() { c <- measure(name) }()
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)})
	}
	for len(cases) > 0 {
		i, v, _ := reflect.Select(cases)
		sum += int(v.Int())
		cases = slices.Delete(cases, i, i+1)
	}
	return sum
}

// A ticker goes on; who waits for its ticks leaves by the stop.
func ticksUntilStopped() {
	stop, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			<-t.C
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	time.Sleep(time.Minute)
	close(stop)
	<-over
}

// The latest value wins: what is there is dropped, and the send has its slot.
func latestWins(values []int) {
	latest := make(chan int, 1)
	for _, v := range values {
		select {
		case <-latest:
		default:
		}
		latest <- v
	}
}

// The send is tried until the reader has gone.
func triesUntilTheReaderIsGone(n int) {
	out, gone := make(chan int), make(chan struct{})
	defer func() {
		close(out)
		<-gone
	}()
	go func() {
		defer close(gone)
		for range 2 {
			_ = store(<-out)
		}
	}()
	for i := range n {
		select {
		case out <- i:
		case <-gone:
			return
		}
	}
}

// Every worker sends one end, and the ends are counted.
func endsAreCounted(lists [][]string) (sum int) {
	type word struct {
		n    int
		last bool
	}
	words := make(chan word)
	for _, list := range lists {
		go func() {
			for _, name := range list {
				words <- word{n: measure(name)}
			}
			words <- word{last: true}
		}()
	}
	for open := len(lists); open > 0; {
		w := <-words
		if w.last {
			open--
			continue
		}
		sum += w.n
	}
	return sum
}

// A token goes round: each waits for its neighbour, and the first one starts.
func tokenGoesRound(n int) {
	first := make(chan int, 1)
	in := first
	for range n {
		out := make(chan int, 1)
		from := in
		go func() { out <- <-from + 1 }()
		in = out
	}
	first <- 0
	if n > 0 {
		_ = store(<-in)
	}
}

// A future is asked as often as one likes: its channel is closed, not sent to.
type future struct {
	done chan struct{}
	n    int
}

func begin(name string) *future {
	f := &future{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.n = measure(name)
	}()
	return f
}

func (f *future) get() int {
	<-f.done
	return f.n
}

func askedTwice() int {
	f := begin("f")
	return cmp.Compare(f.get(), f.get())
}

// A slot in a pool of channels comes back.
func poolOfChannels(names []string) {
	free := make(chan chan int, 2)
	free <- make(chan int, 1)
	free <- make(chan int, 1)
	for _, name := range names {
		c := <-free
		c <- measure(name)
		_ = store(<-c)
		free <- c
	}
}

// The wait is behind a test that says whether anybody was started.
type manager struct {
	started bool
	stop    chan struct{}
	done    chan struct{}
}

func (m *manager) start() {
	m.stop, m.done, m.started = make(chan struct{}), make(chan struct{}), true
	go func() {
		defer close(m.done)
		<-m.stop
	}()
}

func (m *manager) end() {
	if !m.started {
		return
	}
	close(m.stop)
	<-m.done
}

func endsWhatItStarted(want bool) {
	m := &manager{}
	if want {
		m.start()
	}
	m.end()
}
