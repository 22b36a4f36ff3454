// Package likely holds what gostuck finds at the level likely: objects whose
// exported methods, called in some order, leave somebody stuck whom no later
// call can help. Close comes last, but others may be under way. The twins in
// good have the same letters.
package likely

import (
	"errors"
	"sync"
	"time"
)

// A. Send and Close at the same time: the loop has ended, and Send waits for it.
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

// Send waits until the loop takes s.
func (m *Mailbox) Send(s string) {
	m.in <- s // want `\(gostuck\)`
}

// Close ends the loop.
func (m *Mailbox) Close() { close(m.quit) }

// B. The workers leave at an error, and Submit finds nobody.
type Spooler struct {
	pages chan string
	wg    sync.WaitGroup
}

// NewSpooler starts n workers.
func NewSpooler(n int) *Spooler {
	s := &Spooler{pages: make(chan string)}
	for range n {
		s.wg.Add(1)
		go s.work()
	}
	return s
}

func (s *Spooler) work() {
	defer s.wg.Done()
	for p := range s.pages {
		if err := printed(p); err != nil {
			return
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
func (s *Spooler) Submit(page string) {
	s.pages <- page // not found yet
}

// Close waits until all is printed.
func (s *Spooler) Close() {
	close(s.pages)
	s.wg.Wait()
}

// C. Close without Start: nobody takes the quit message.
type Recorder struct {
	quit chan struct{}
	done chan struct{}
}

// NewRecorder starts nothing yet.
func NewRecorder() *Recorder {
	return &Recorder{quit: make(chan struct{}), done: make(chan struct{})}
}

// Start starts the worker.
func (r *Recorder) Start() {
	go func() {
		defer close(r.done)
		<-r.quit
	}()
}

// Close ends the worker.
func (r *Recorder) Close() {
	r.quit <- struct{}{} // want `\(gostuck\)`
	<-r.done
}

// D. Stop twice: the second message finds nobody.
type Metronome struct {
	quit chan bool
	tick *time.Ticker
}

// NewMetronome starts to tick.
func NewMetronome() *Metronome {
	m := &Metronome{make(chan bool), time.NewTicker(time.Second)}
	go m.run()
	return m
}

func (m *Metronome) run() {
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
	m.quit <- true // want `\(gostuck\)`
}

// E. Close waits for the worker, and the worker waits for a Next that has gone.
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
		case <-s.quit:
			return
		default:
		}
		s.found <- i // want `\(gostuck\)`
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

// F. Closed while it pauses: it waits for Resume only.
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
			<-p.resume // want `\(gostuck\)`
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

// G. The loop sends to a reader that, instead of reading, asks it to be let go.
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
				r.notes <- note // not found yet
			}
		case <-b.quit:
			return
		}
	}
}

// Join makes a reader.
func (b *Board) Join() *Reader {
	r := &Reader{b, make(chan string)}
	b.join <- r // want `\(gostuck\)`
	return r
}

// Post shows a note to all readers.
func (b *Board) Post(note string) { b.post <- note } // want `\(gostuck\)`

// Read waits for a note.
func (r *Reader) Read() string { return <-r.notes }

// Leave ends the reader.
func (r *Reader) Leave() { r.board.leave <- r }

// Close ends the loop.
func (b *Board) Close() { b.quit <- struct{}{} } // want `\(gostuck\)`

// H. A request is in the buffer when the loop ends, and nobody answers it.
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
	l.flush <- reply
	<-reply // want `\(gostuck\)`
}

// Close ends the loop.
func (l *Ledger) Close() { close(l.quit) }
