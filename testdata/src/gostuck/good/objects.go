package good

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Objects whose methods wait for each other, and whom no order of calls leaves
// stuck. The first ones are the twins of those in likely.

// A. Send ends with the loop.
type Mailbox struct {
	in   chan string
	quit chan struct{}
}

// NewMailbox starts the loop.
func NewMailbox() *Mailbox {
	m := &Mailbox{in: make(chan string), quit: make(chan struct{})}
	go m.loop()
	return m
}

func (m *Mailbox) loop() {
	for {
		select {
		case <-m.in:
		case <-m.quit:
			return
		}
	}
}

// Send waits until the loop takes s, and reports whether it did.
func (m *Mailbox) Send(s string) bool {
	select {
	case m.in <- s:
		return true
	case <-m.quit:
		return false
	}
}

// Close ends the loop.
func (m *Mailbox) Close() { close(m.quit) }

// B. A worker that fails goes on with the next page.
type Spooler struct {
	pages chan string
	mu    sync.Mutex
	errs  []error
	wg    sync.WaitGroup
}

// NewSpooler starts two workers.
func NewSpooler() *Spooler {
	s := &Spooler{pages: make(chan string)}
	for range 2 {
		s.wg.Add(1)
		go s.work()
	}
	return s
}

func (s *Spooler) work() {
	defer s.wg.Done()
	for p := range s.pages {
		if err := printed(p); err != nil {
			s.mu.Lock()
			s.errs = append(s.errs, err)
			s.mu.Unlock()
		}
	}
}

func printed(page string) error {
	if page == "" {
		return errors.New("empty page")
	}
	return nil
}

// Submit waits for a free worker.
func (s *Spooler) Submit(page string) { s.pages <- page }

// Close waits until all is printed.
func (s *Spooler) Close() error {
	close(s.pages)
	s.wg.Wait()
	return errors.Join(s.errs...)
}

// C. Close is fine without Start: a close needs nobody, and Close waits only for
// what was started.
type Recorder struct {
	quit chan struct{}
	wg   sync.WaitGroup
	once sync.Once
}

// NewRecorder starts nothing yet.
func NewRecorder() *Recorder { return &Recorder{quit: make(chan struct{})} }

// Start starts the worker.
func (r *Recorder) Start() {
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		<-r.quit
	}()
}

// Close ends the worker, and may be called again.
func (r *Recorder) Close() {
	r.once.Do(func() { close(r.quit) })
	r.wg.Wait()
}

// D. The second Stop sees that it is over.
type Metronome struct {
	quit chan bool
	over chan struct{}
	tick *time.Ticker
}

// NewMetronome starts to tick.
func NewMetronome() *Metronome {
	m := &Metronome{make(chan bool), make(chan struct{}), time.NewTicker(time.Second)}
	go m.run()
	return m
}

func (m *Metronome) run() {
	defer close(m.over)
	defer m.tick.Stop()
	for {
		select {
		case <-m.tick.C:
		case <-m.quit:
			return
		}
	}
}

// Stop ends the ticks.
func (m *Metronome) Stop() {
	select {
	case m.quit <- true:
	case <-m.over:
	}
}

// E. The send ends with the scanner.
type Scanner struct {
	found chan int
	quit  chan struct{}
	done  chan struct{}
}

// NewScanner starts the worker.
func NewScanner(limit int) *Scanner {
	s := &Scanner{make(chan int), make(chan struct{}), make(chan struct{})}
	go s.scan(limit)
	return s
}

func (s *Scanner) scan(limit int) {
	defer close(s.done)
	defer close(s.found)
	for i := range limit {
		select {
		case s.found <- i:
		case <-s.quit:
			return
		}
	}
}

// Next returns what comes next.
func (s *Scanner) Next() (int, bool) {
	n, ok := <-s.found
	return n, ok
}

// Close ends the scan and waits for that.
func (s *Scanner) Close() {
	close(s.quit)
	<-s.done
}

// F. A pause ends with the player.
type Player struct {
	pause  chan struct{}
	resume chan struct{}
	quit   chan struct{}
	done   chan struct{}
}

// NewPlayer starts to play.
func NewPlayer() *Player {
	p := &Player{make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})}
	go p.play()
	return p
}

func (p *Player) play() {
	defer close(p.done)
	for {
		select {
		case <-p.pause:
			select {
			case <-p.resume:
			case <-p.quit:
				return
			}
		case <-p.quit:
			return
		case <-time.After(time.Second):
		}
	}
}

// Pause halts the player until Resume.
func (p *Player) Pause() {
	select {
	case p.pause <- struct{}{}:
	case <-p.done:
	}
}

// Resume ends a pause.
func (p *Player) Resume() {
	select {
	case p.resume <- struct{}{}:
	case <-p.done:
	}
}

// Close ends the player and waits for that.
func (p *Player) Close() {
	close(p.quit)
	<-p.done
}

// G. A reader that leaves is not sent to, and nobody waits for a dead loop.
type Board struct {
	join  chan *Reader
	leave chan *Reader
	post  chan string
	quit  chan struct{}
}

// A Reader gets what is posted.
type Reader struct {
	board *Board
	notes chan string
	gone  chan struct{}
}

// NewBoard starts the loop.
func NewBoard() *Board {
	b := &Board{make(chan *Reader), make(chan *Reader), make(chan string), make(chan struct{})}
	go b.loop()
	return b
}

func (b *Board) loop() {
	readers := map[*Reader]bool{}
	for {
		select {
		case r := <-b.join:
			readers[r] = true
		case r := <-b.leave:
			delete(readers, r)
		case note := <-b.post:
			for r := range readers {
				select {
				case r.notes <- note:
				case <-r.gone:
				case <-b.quit:
					return
				}
			}
		case <-b.quit:
			return
		}
	}
}

// Join makes a reader.
func (b *Board) Join() *Reader {
	r := &Reader{b, make(chan string), make(chan struct{})}
	select {
	case b.join <- r:
	case <-b.quit:
	}
	return r
}

// Post shows a note to all readers.
func (b *Board) Post(note string) {
	select {
	case b.post <- note:
	case <-b.quit:
	}
}

// Read waits for a note.
func (r *Reader) Read() (note string) {
	select {
	case note = <-r.notes:
	case <-r.gone:
	case <-r.board.quit:
	}
	return note
}

// Leave ends the reader.
func (r *Reader) Leave() {
	close(r.gone)
	select {
	case r.board.leave <- r:
	case <-r.board.quit:
	}
}

// Close ends the loop.
func (b *Board) Close() { close(b.quit) }

// H. The answer or the end, whichever comes first.
type Ledger struct {
	flush chan chan struct{}
	quit  chan struct{}
}

// NewLedger starts the loop.
func NewLedger() *Ledger {
	l := &Ledger{make(chan chan struct{}, 1), make(chan struct{})}
	go l.loop()
	return l
}

func (l *Ledger) loop() {
	for {
		select {
		case reply := <-l.flush:
			close(reply)
		case <-l.quit:
			return
		}
	}
}

// Flush waits until all is written.
func (l *Ledger) Flush() {
	reply := make(chan struct{})
	select {
	case l.flush <- reply:
	case <-l.quit:
		return
	}
	select {
	case <-reply:
	case <-l.quit:
	}
}

// Close ends the loop.
func (l *Ledger) Close() { close(l.quit) }

// Waiting is the contract: another method, called by another client, ends it.

// A Latch opens once.
type Latch struct{ open chan struct{} }

// NewLatch returns a shut one.
func NewLatch() *Latch { return &Latch{make(chan struct{})} }

// Wait waits for Open.
func (l *Latch) Wait() { <-l.open }

// Open ends all waits.
func (l *Latch) Open() { close(l.open) }

// A Tube hands values from Put to Take.
type Tube struct{ c chan int }

// NewTube returns one without slots.
func NewTube() *Tube { return &Tube{make(chan int)} }

// Put waits for a Take.
func (t *Tube) Put(n int) { t.c <- n }

// Take waits for a Put.
func (t *Tube) Take() int { return <-t.c }

// Slots are taken and given back.
type Slots struct{ c chan struct{} }

// NewSlots returns n of them.
func NewSlots(n int) *Slots { return &Slots{make(chan struct{}, n)} }

// Acquire waits for a slot.
func (s *Slots) Acquire() { s.c <- struct{}{} }

// Release gives it back.
func (s *Slots) Release() { <-s.c }

// A Feed has a worker that waits for clients, and a channel that they read.
type Feed struct {
	C    <-chan int
	stop chan struct{}
}

// NewFeed starts the worker.
func NewFeed(values []int) *Feed {
	c := make(chan int)
	f := &Feed{C: c, stop: make(chan struct{})}
	go func() {
		defer close(c)
		for _, v := range values {
			select {
			case c <- v:
			case <-f.stop:
				return
			}
		}
	}()
	return f
}

// Stop ends the worker.
func (f *Feed) Stop() { close(f.stop) }

// A Rendezvous lets n parties through together.
type Rendezvous struct {
	mu      sync.Mutex
	cond    *sync.Cond
	n, here int
	round   int
}

// NewRendezvous returns one for n.
func NewRendezvous(n int) *Rendezvous {
	r := &Rendezvous{n: n}
	r.cond = sync.NewCond(&r.mu)
	return r
}

// Meet waits for the others.
func (r *Rendezvous) Meet() {
	r.mu.Lock()
	defer r.mu.Unlock()
	round := r.round
	if r.here++; r.here == r.n {
		r.here = 0
		r.round++
		r.cond.Broadcast()
		return
	}
	for round == r.round {
		r.cond.Wait()
	}
}

// An Exported channel is anybody's to close.
type Exported struct {
	Quit chan struct{}
	In   chan int
}

// NewExported starts the worker.
func NewExported() *Exported {
	e := &Exported{make(chan struct{}), make(chan int)}
	go func() {
		for {
			select {
			case <-e.In:
			case <-e.Quit:
				return
			}
		}
	}()
	return e
}

// notice is renewed by whoever changes the state: the watcher looks again each
// time, and who waits for the watcher waits for that.
type notice struct {
	mu      sync.Mutex
	over    bool
	changed chan struct{}
}

func newNotice() *notice { return &notice{changed: make(chan struct{})} }

func (n *notice) set(over bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.over = over
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *notice) waitUntilOver() { <-n.ended() }

func (n *notice) ended() <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		for {
			n.mu.Lock()
			over, changed := n.over, n.changed
			n.mu.Unlock()
			if over {
				close(ended)
				return
			}
			<-changed
		}
	}()
	return ended
}

type answerKey struct{}

// The channel travels in a context: whoever is given that may answer.
func answersThroughTheContext(ctx context.Context, handle func(context.Context) error) error {
	answer := make(chan error)
	go func() { _ = handle(context.WithValue(ctx, answerKey{}, answer)) }()
	return <-answer
}
