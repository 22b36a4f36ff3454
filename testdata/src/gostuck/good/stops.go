package good

import (
	"context"
	"sync"
	"time"
)

// 27. The walker closes it.
func walk(names []string, over chan struct{}) {
	defer close(over)
	for _, name := range names {
		_ = measure(name)
	}
}

func walkerClosesOver(names []string) {
	over := make(chan struct{})
	go walk(names, over)
	<-over
}

// 28. A method closes it, and is called.
type halter struct{ halt chan struct{} }

func (h *halter) Halted() <-chan struct{} { return h.halt }

func (h *halter) Stop() { close(h.halt) }

type office struct{ h *halter }

func (o *office) halter() *halter { return o.h }

func (o *office) hold() {
	<-o.halter().Halted()
}

func haltsTheOffice() {
	o := &office{&halter{make(chan struct{})}}
	go o.hold()
	o.h.Stop()
}

// 29. Without lines there is nothing to range over.
func closedUnlessVerbose(verbose bool) {
	lines := make(chan string)
	if verbose {
		go func() {
			defer close(lines)
			lines <- "hello"
		}()
	} else {
		close(lines)
	}
	for l := range lines {
		_ = measure(l)
	}
}

// 30. The poll gets a stop of its own, which ends before the wait.
func closesBeforeItWaits() {
	poll := func(done <-chan struct{}) <-chan struct{} {
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
	stop := make(chan struct{})
	ticks := poll(stop)
	close(stop)
	<-ticks
}

// 31. The callback tells the end, and somebody else waits for it.
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

func (l *line) hangUp() { l.once.Do(func() { close(l.closed) }) }

func callbackOnlySignals() {
	l := &line{calls: make(chan int), closed: make(chan struct{}), ended: make(chan struct{})}
	l.answer = func(int) { l.hangUp() }
	go l.listen()
	l.calls <- 1
	<-l.ended
}

// 32. Asking ends with the loop.
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
	select {
	case c.state <- reply:
		return <-reply // which the loop sends before it looks at its stop
	case <-c.done:
		return ""
	}
}

func (c *clerk) dismiss() {
	select {
	case c.stop <- struct{}{}:
	case <-c.done:
	}
	<-c.done
}

func askingEndsWithTheLoop() {
	c := &clerk{make(chan chan string), make(chan struct{}), make(chan struct{})}
	go c.serve()
	go func() {
		time.Sleep(time.Second)
		_ = c.ask()
	}()
	c.dismiss()
}

// 33. A close is a quit for all.
func closeForTwo() {
	quit := make(chan bool)
	for range 2 {
		go func() {
			<-quit
			_ = measure("till")
		}()
	}
	close(quit)
}

// 34. The worker that ended says so.
type pump struct{ quit, ended chan struct{} }

func (p *pump) run() {
	defer close(p.ended)
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
	select {
	case p.quit <- struct{}{}:
	case <-p.ended:
	}
}

func endedPumpIsNotTold() {
	p := &pump{make(chan struct{}), make(chan struct{})}
	go p.run()
	survey("valve")
	p.halt()
}

// 35. One select for both.
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
		case l.bells <- i:
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

func oneSelectForBoth() {
	l := &lodge{closing: make(chan struct{}), bells: make(chan int)}
	l.g.spawn(l.ring)
	l.g.spawn(l.hear)
	time.Sleep(time.Second / 2)
	close(l.closing)
	l.g.wait()
}

// 36. It reports, and cancels then.
type parade struct {
	ctx    context.Context
	cancel context.CancelFunc
	orders chan string
	report chan int
}

func (p *parade) march() {
	select {
	case o := <-p.orders:
		p.report <- measure(o)
		p.cancel()
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

func reportsBeforeItCancels() {
	ctx, cancel := context.WithCancel(context.Background())
	p := &parade{ctx, cancel, make(chan string), make(chan int)}
	go p.march()
	p.dismiss()
}

// 37. Somebody else releases it.
type lease struct {
	cancel context.CancelFunc
	gone   chan struct{}
}

func (l *lease) hold(ctx context.Context) {
	ctx, l.cancel = context.WithCancel(ctx)
	go l.expire(ctx)
}

func (l *lease) expire(ctx context.Context) {
	<-ctx.Done()
	close(l.gone)
}

func (l *lease) release() {
	l.cancel()
	<-l.gone
}

func releasesTheLease() {
	l := &lease{gone: make(chan struct{})}
	l.hold(context.Background())
	defer l.release()
	_ = check("roof")
}

// 38. Each return checks out.
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
	<-s.ctx.Done()
}

func (s *stay) checkOut() { s.cancel() }

func checksOut() bool {
	s := checkIn(context.Background())
	defer s.checkOut()
	return check("bill") == nil
}

// 39. Who turns it on tells it.
type plug struct {
	ready *sync.Cond
	on    bool
}

func (p *plug) waitOn() {
	p.ready.L.Lock()
	for !p.on {
		p.ready.Wait()
	}
	p.ready.L.Unlock()
}

func (p *plug) turnOn() {
	p.ready.L.Lock()
	p.on = true
	p.ready.L.Unlock()
	p.ready.Broadcast()
}

func turnsItOn() {
	p := &plug{ready: sync.NewCond(&sync.Mutex{})}
	over := make(chan struct{})
	go func() {
		p.waitOn()
		close(over)
	}()
	p.turnOn()
	<-over
}

// 40. It asks before it waits, so the signal may come first.
func asksBeforeItWaits() {
	var mu sync.Mutex
	rung := false
	bell := sync.NewCond(&mu)
	over := make(chan struct{})
	go func() {
		defer close(over)
		survey("tower")
		mu.Lock()
		defer mu.Unlock()
		for !rung {
			bell.Wait()
		}
	}()
	mu.Lock()
	rung = true
	bell.Signal()
	mu.Unlock()
	<-over
}

// 41. One Broadcast for all who wait.
func broadcastForTwo() {
	var mu sync.Mutex
	open := false
	gate := sync.NewCond(&mu)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for !open {
				gate.Wait()
			}
		}()
	}
	time.Sleep(time.Second)
	mu.Lock()
	open = true
	gate.Broadcast()
	mu.Unlock()
}

// 42. The drain does not wait.
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
				select {
				case <-o.t.C:
				default:
				}
			}
			o.t.Reset(time.Second)
		case <-o.stop:
			return
		}
	}
}

func drainsWithDefault() {
	o := &oven{time.NewTimer(time.Second), make(chan struct{}, 1), make(chan struct{})}
	go o.watch()
	survey("bread")
	o.reset <- struct{}{}
	time.Sleep(time.Second)
	close(o.stop)
}

// 43. A slot in between, for each word that is under way, and a way out.
type desk struct {
	in   chan string
	peer *desk
	stop chan struct{}
}

func (d *desk) work() {
	for {
		select {
		case s := <-d.in:
			pause()
			select {
			case d.peer.in <- s + "!":
			case <-d.stop:
				return
			}
		case <-d.stop:
			return
		}
	}
}

func desksWithAWayOut() {
	stop := make(chan struct{})
	a, b := &desk{in: make(chan string, 1), stop: stop}, &desk{in: make(chan string, 1), stop: stop}
	a.peer, b.peer = b, a
	a.in <- "one"
	go a.work()
	go b.work()
	time.Sleep(time.Second)
	close(stop)
}

// 44. One gives first, the other takes first.
func oneTakesFirst() {
	left, right := make(chan int), make(chan int)
	go func() {
		_ = store(<-right)
		left <- 1
	}()
	right <- 2
	_ = store(<-left)
}
