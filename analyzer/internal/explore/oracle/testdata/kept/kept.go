// Package kept holds what the explorer once got wrong, as small as it can be.
// A comment "stuck" marks each line at which a goroutine can wait for ever;
// there are no others.
package kept

import (
	"context"
	"sync"
)

func unlockComesBeforeLock(flip func() bool) {
	var mu sync.Mutex
	go func() {
		mu.Lock()
	}()
	mu.Unlock()
	mu.Lock()
	mu.Lock() // stuck
}

func unlockOfWhatAnotherHolds(flip func() bool) {
	var a, b sync.Mutex
	go func() {
		a.Unlock()
		a.Lock()
	}()
	b.Lock()
	a.Lock()
	a.Unlock()
	b.Lock() // stuck
}

// Unlock is too early as long as somebody reads. When the writer is in it is not.
func unlockWhileSomebodyReads(flip func() bool) {
	var rw sync.RWMutex
	c, d, e := make(chan int), make(chan int), make(chan int)
	go func() {
		rw.Lock()
	}()
	go func() {
		<-c // stuck
		rw.Unlock()
		d <- 1 // stuck
	}()
	go func() {
		close(e)
	}()
	rw.RLock() // stuck
	c <- 1
	<-e
	rw.RUnlock()
}

func doneBeforeAdd(flip func() bool) {
	var wg sync.WaitGroup
	c := make(chan int)
	go func() {
		wg.Done()
		for range c { // stuck
		}
	}()
	wg.Add(2)
}

func negativeCountIsRecovered(flip func() bool) {
	var wg sync.WaitGroup
	go func() {
		defer func() { recover() }()
		wg.Done()
	}()
	wg.Wait() // stuck
}

func goCountsWhenItIsReached(flip func() bool) {
	var wg sync.WaitGroup
	go func() {
		wg.Wait()
	}()
	c := make(chan int)
	wg.Go(func() {
		c <- 1
	})
	select {
	case <-c:
	}
}

func defaultBeforeThePeerSleeps(flip func() bool) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	select {
	case c <- 1:
	default:
	}
}

func twoDefaultsNeverMeet(flip func() bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		select {
		case <-c:
			<-d
		default:
		}
	}()
	select {
	case c <- 1:
	default:
	}
}

func nilChannel(flip func() bool) {
	var c chan int
	go func() {
		<-c // stuck
	}()
}

func nilChannelsNeverMeet(flip func() bool) {
	var c chan int
	go func() {
		<-c // stuck
	}()
	c <- 1 // stuck
}

func afterAnEndlessLoop(flip func() bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for {
	}
	<-ctx.Done()
}

func signalWithoutTheLock(flip func() bool) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go func() {
		mu.Lock()
		cond.Wait() // stuck
		mu.Unlock()
	}()
	cond.Signal()
}

type box struct{ c chan int }

func nilField(flip func() bool) {
	b := &box{}
	go func() {
		<-b.c // stuck
	}()
}

func secondPanicIsRecovered(flip func() bool) {
	c, d := make(chan int), make(chan int)
	defer func() {
		defer func() { recover() }()
		d <- 1
	}()
	close(d)
	go func() {
		<-c
	}()
	close(d)
}

func condWaitUnlocksForAnother(flip func() bool) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go func() {
		mu.Lock()
	}()
	cond.Wait() // stuck
}

// The second goroutine waits while the function still has the lock, is woken,
// takes it, and ends with it: the function has it to unlock for once more.
func condWaitUnlocksTooEarly(flip func() bool) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go func() {
		cond.Broadcast()
	}()
	mu.Lock()
	c := make(chan int)
	go func() {
		cond.Wait()
	}()
	mu.Unlock()
	<-c // stuck
}

func nilArgument(flip func() bool) {
	var c chan int
	go receiveOne(c)
}

func receiveOne(c chan int) {
	<-c // stuck
}

func tryLockSeesUnlock(flip func() bool) {
	c := make(chan int)
	var mu sync.Mutex
	go func() {
		mu.Lock() // stuck
		mu.Unlock()
	}()
	if mu.TryLock() {
		c <- 1 // stuck
	}
	<-c // stuck
}

func doneStaysDone(ctx context.Context, flip func() bool) {
	c := make(chan int)
	d := make(chan int)
	select {
	case <-ctx.Done():
		select {
		case <-ctx.Done():
		default:
			c <- 1
		}
	default:
	}
	d <- 1 // stuck
}

// A goroutine that has the caller's context, and something of its own.
func ownAndTheCallers(ctx context.Context) {
	go func() {
		c := make(chan struct{})
		c <- struct{}{} // stuck
		<-ctx.Done()
	}()
}

// What only the goroutine below makes is its own, though another function makes
// it.
func madeByACall(flip func() bool) {
	go func() {
		c := started(flip)
		_ = c
	}()
}

func started(flip func() bool) chan int {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return c
}

// Nobody has taken the lock: the program ends.
func condWaitWithoutTheLock(flip func() bool) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	given(&mu)
	cond.Wait()
}

func given(mu *sync.Mutex) {
}

// The call that waits is given nothing but a nil channel.
func callThatGetsNil(flip func() bool) {
	var c chan int
	receiveFrom(c)
}

func receiveFrom(c chan int) {
	<-c // stuck
}
