package good

import "time"

// What decides here is how many there are, said in two ways.

// A. A timer's channel never holds anything: its length is 0.
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

// B. Who alone receives takes what has been counted, also if it comes late.
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
