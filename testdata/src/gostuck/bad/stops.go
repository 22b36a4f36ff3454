package bad

import (
	"context"
	"sync"
	"time"
)

// A stop signal, or another single word, that never comes or finds nobody.

// 27. The one who was to close the channel got it and forgot it.
func walk(names []string, over chan struct{}) {
	for _, name := range names {
		_ = measure(name)
	}
}

func nobodyClosesOver(names []string) {
	over := make(chan struct{})
	go walk(names, over)
	<-over // want `blocks for ever.*\(gostuck\)`
}

// 28. A stop channel behind two accessors, which no code closes.
type halter struct{ halt chan struct{} }

func (h *halter) Halted() <-chan struct{} { return h.halt }

type office struct{ h *halter }

func (o *office) halter() *halter { return o.h }

func (o *office) hold() {
	<-o.halter().Halted() // want `blocks for ever.*\(gostuck\)`
}

func nobodyHaltsTheOffice() {
	o := &office{&halter{make(chan struct{})}}
	go o.hold()
}

// 30. It waits for what only its own deferred close would bring.
func waitsForItsOwnDefer() {
	stop := make(chan struct{})
	defer close(stop)
	var seen <-chan struct{}
	poll := func(done <-chan struct{}) <-chan struct{} {
		seen = done
		ticks := make(chan struct{})
		go func() {
			defer close(ticks)
			select {
			case <-time.After(time.Second):
			case <-done:
			}
		}()
		return ticks
	}
	<-poll(stop)
	<-seen // want `blocks for ever.*\(gostuck\)`
}

// 31. A loop calls back, and the callback waits for the end of the loop.
type line struct {
	calls  chan int
	closed chan struct{}
	ended  chan struct{}
	once   sync.Once
	answer func(int)
}

func (l *line) listen() {
	defer close(l.ended)
	for {
		select {
		case n := <-l.calls:
			l.answer(n)
		case <-l.closed:
			return
		}
	}
}

func (l *line) hangUp() {
	l.once.Do(func() { close(l.closed) })
	<-l.ended // want `blocks for ever.*\(gostuck\)`
}

func hangsUpFromTheCallback() {
	l := &line{calls: make(chan int), closed: make(chan struct{}), ended: make(chan struct{})}
	l.answer = func(int) { l.hangUp() }
	go l.listen()
	l.calls <- 1
}

// 32. A question to a loop that has ended.
type clerk struct {
	state chan chan string
	stop  chan struct{}
	done  chan struct{}
}

func (c *clerk) serve() {
	defer close(c.done)
	for {
		select {
		case reply := <-c.state:
			reply <- "busy"
		case <-c.stop:
			return
		}
	}
}

func (c *clerk) ask() string {
	reply := make(chan string)
	c.state <- reply // want `blocks for ever.*\(gostuck\)`
	return <-reply
}

func (c *clerk) dismiss() {
	select {
	case c.stop <- struct{}{}:
	case <-c.done:
	}
	<-c.done
}

func asksTheDismissed() {
	c := &clerk{make(chan chan string), make(chan struct{}), make(chan struct{})}
	go c.serve()
	go func() {
		time.Sleep(time.Second)
		_ = c.ask()
	}()
	c.dismiss()
}

// 33. One quit message for two workers.
func oneQuitForTwo() {
	quit := make(chan bool)
	for range 2 {
		go func() {
			<-quit // want `blocks for ever.*\(gostuck\)`
			_ = measure("till")
		}()
	}
	quit <- true
}

// 34. A quit message to a worker that may end by itself.
type pump struct{ quit chan struct{} }

func (p *pump) run() {
	for {
		select {
		case <-p.quit:
			return
		case <-time.After(time.Second):
			if check("valve") != nil {
				return
			}
		}
	}
}

func (p *pump) halt() {
	p.quit <- struct{}{} // want `blocks for ever.*\(gostuck\)`
}

func haltsTheBrokenPump() {
	p := &pump{make(chan struct{})}
	go p.run()
	survey("valve")
	p.halt()
}

// 35. It looks at the stop signal, and then sends without looking.
type lodge struct {
	g       group
	closing chan struct{}
	bells   chan int
}

func (l *lodge) ring() {
	for i := 0; ; i++ {
		select {
		case <-l.closing:
			return
		default:
			l.bells <- i // want `blocks for ever.*\(gostuck\)`
		}
	}
}

func (l *lodge) hear() {
	for {
		select {
		case <-l.bells:
			time.Sleep(time.Second)
		case <-l.closing:
			return
		}
	}
}

func closesTheLodge() {
	l := &lodge{closing: make(chan struct{}), bells: make(chan int)}
	l.g.spawn(l.ring)
	l.g.spawn(l.hear)
	time.Sleep(time.Second / 2)
	close(l.closing)
	l.g.wait()
}

// 36. It cancels first and reports then: the one who listened has left.
type parade struct {
	ctx    context.Context
	cancel context.CancelFunc
	orders chan string
	report chan int
}

func (p *parade) march() {
	select {
	case o := <-p.orders:
		p.cancel()
		p.report <- measure(o) // want `blocks for ever.*\(gostuck\)`
	case <-p.ctx.Done():
	}
}

func (p *parade) dismiss() {
	p.orders <- "at ease"
	select {
	case <-p.ctx.Done():
	case n := <-p.report:
		_ = store(n)
	}
}

func cancelsBeforeItReports() {
	ctx, cancel := context.WithCancel(context.Background())
	p := &parade{ctx, cancel, make(chan string), make(chan int)}
	go p.march()
	p.dismiss()
}

// 37. The only call of cancel stands behind the wait for it.
type lease struct{ cancel context.CancelFunc }

func (l *lease) hold(ctx context.Context) {
	ctx, l.cancel = context.WithCancel(ctx)
	go l.expire(ctx)
}

func (l *lease) expire(ctx context.Context) {
	<-ctx.Done() // want `blocks for ever.*\(gostuck\)`
	l.release()
}

func (l *lease) release() { l.cancel() }

func holdsForEver() {
	l := &lease{}
	l.hold(context.Background())
}

// 38. The cancel is kept by an object, and this one's is never called.
type stay struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func checkIn(ctx context.Context) *stay {
	ctx, cancel := context.WithCancel(ctx)
	s := &stay{ctx, cancel}
	go s.keep()
	return s
}

func (s *stay) keep() {
	<-s.ctx.Done() // want `blocks for ever.*\(gostuck\)`
}

func (s *stay) checkOut() { s.cancel() }

func neverChecksOut() bool {
	s := checkIn(context.Background())
	if check("bill") != nil {
		return false
	}
	s.checkOut()
	return true
}

// 39. A condition that nobody signals.
type plug struct {
	ready *sync.Cond
	on    bool
}

func (p *plug) waitOn() {
	p.ready.L.Lock()
	for !p.on {
		p.ready.Wait() // want `blocks for ever.*\(gostuck\)`
	}
	p.ready.L.Unlock()
}

func nobodyTurnsItOn() {
	p := &plug{ready: sync.NewCond(&sync.Mutex{})}
	over := make(chan struct{})
	go func() {
		p.waitOn()
		close(over)
	}()
	<-over
}

// 40. The signal comes before the wait, which asks no condition.
func signalBeforeTheWait() {
	var mu sync.Mutex
	bell := sync.NewCond(&mu)
	over := make(chan struct{})
	go func() {
		defer close(over)
		survey("tower")
		mu.Lock()
		defer mu.Unlock()
		bell.Wait() // want `blocks for ever.*\(gostuck\)`
	}()
	mu.Lock()
	bell.Signal()
	mu.Unlock()
	<-over
}

// 41. One Signal for two who wait.
func signalForTwo() {
	var mu sync.Mutex
	open := false
	gate := sync.NewCond(&mu)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for !open {
				gate.Wait() // want `blocks for ever.*\(gostuck\)`
			}
		}()
	}
	time.Sleep(time.Second)
	mu.Lock()
	open = true
	gate.Signal()
	mu.Unlock()
}

// 42. The timer's value was taken, and the drain waits for another.
type oven struct {
	t     *time.Timer
	reset chan struct{}
	stop  chan struct{}
}

func (o *oven) watch() {
	for {
		select {
		case <-o.t.C:
			_ = store(1)
		case <-o.reset:
			if !o.t.Stop() {
				<-o.t.C // want `blocks for ever.*\(gostuck\)`
			}
			o.t.Reset(time.Second)
		case <-o.stop:
			return
		}
	}
}

func resetsTheFired() {
	o := &oven{time.NewTimer(time.Second), make(chan struct{}, 1), make(chan struct{})}
	go o.watch()
	survey("bread")
	o.reset <- struct{}{}
	time.Sleep(time.Second)
	close(o.stop)
}

// 43. Two loops that send to each other.
type desk struct {
	in   chan string
	peer *desk
	stop chan struct{}
}

func (d *desk) work() {
	for {
		select {
		case s := <-d.in:
			d.peer.in <- s + "!" // want `blocks for ever.*\(gostuck\)`
		case <-d.stop:
			return
		}
	}
}

func twoDesks() {
	stop := make(chan struct{})
	a, b := &desk{in: make(chan string), stop: stop}, &desk{in: make(chan string), stop: stop}
	a.peer, b.peer = b, a
	go a.work()
	go b.work()
	a.in <- "one"
	b.in <- "two"
	close(stop)
}

// 44. Both give before they take.
func bothGiveFirst() {
	left, right := make(chan int), make(chan int)
	go func() {
		left <- 1 // want `blocks for ever.*\(gostuck\)`
		_ = store(<-right)
	}()
	right <- 2
	_ = store(<-left)
}
