package good

import (
	"context"
	"net"
	"os"
	"sync"
)

// The owner waits before it takes what the goroutine uses.

type journal struct {
	file *os.File
	in   chan string
	quit chan struct{}
	wg   sync.WaitGroup
}

func openJournal(f *os.File) *journal {
	j := &journal{file: f, in: make(chan string), quit: make(chan struct{})}
	j.wg.Add(1)
	go j.write()
	return j
}

func (j *journal) write() {
	defer j.wg.Done()
	for {
		select {
		case line := <-j.in:
			j.file.WriteString(line)
		case <-j.quit:
			return
		}
	}
}

func (j *journal) Close() error {
	close(j.quit)
	j.wg.Wait()
	return j.file.Close()
}

// To close the connection is what ends the read.

type wire struct {
	conn net.Conn
	quit chan struct{}
}

func newWire(c net.Conn) *wire {
	s := &wire{c, make(chan struct{})}
	go s.read()
	return s
}

func (s *wire) read() {
	var buf [1]byte
	for {
		select {
		case <-s.quit:
			return
		default:
		}
		if _, err := s.conn.Read(buf[:]); err != nil {
			return
		}
	}
}

func (s *wire) Close() error {
	close(s.quit)
	return s.conn.Close()
}

// Under the lock one looks whether it is too late.

type guarded struct {
	mu     sync.Mutex
	closed bool
	file   *os.File
	ctx    context.Context
	cancel context.CancelFunc
}

func newGuarded(f *os.File) *guarded {
	g := &guarded{file: f}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	go g.run()
	return g
}

func (g *guarded) run() {
	for g.ctx.Err() == nil {
		g.mu.Lock()
		if !g.closed {
			g.file.Sync()
		}
		g.mu.Unlock()
	}
}

func (g *guarded) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.cancel()
	g.file.Close()
}

// What the goroutine does not use.

type twoThings struct {
	lock *os.File
	quit chan struct{}
}

func newTwoThings(f *os.File) *twoThings {
	t := &twoThings{f, make(chan struct{})}
	go func() {
		for {
			select {
			case <-t.quit:
				return
			default:
				work()
			}
		}
	}()
	return t
}

func (t *twoThings) Close() {
	close(t.quit)
	t.lock.Close()
}

// What is asked, and not written to, says that it is closed.

type peer struct{ up bool }

func (p *peer) Ready() bool { return p.up }
func (p *peer) Close()      { p.up = false }

type dialer struct {
	peer *peer
	quit chan struct{}
}

func newDialer() *dialer {
	d := &dialer{&peer{}, make(chan struct{})}
	go func() {
		for !d.peer.Ready() {
			select {
			case <-d.quit:
				return
			default:
				work()
			}
		}
	}()
	return d
}

func (d *dialer) Close() {
	close(d.quit)
	d.peer.Close()
}
