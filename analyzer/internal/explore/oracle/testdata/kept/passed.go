package kept

import "sync"

// These systems are too large for the test's budget with all that they call, and
// small enough without.

// What the calls do with the lock is not seen. They do not keep it: the program
// ends.
func condWaitAfterACall(flip func() bool) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	c := make(chan int, 4)
	for range 2 {
		go func() {
			fill(c)
			lockAndUnlock(&mu)
		}()
	}
	lockAndUnlock(&mu)
	cond.Wait()
}

func lockAndUnlock(mu *sync.Mutex) {
	mu.Lock()
	mu.Unlock()
}

func fill(c chan int) {
	for range 2 {
		c <- 1
	}
}

// One of the two keeps the lock: only one gets to its send. Without the calls
// both would.
func callsThatExcludeEachOther(flip func() bool) {
	var mu sync.Mutex
	c, d := make(chan int), make(chan int, 6)
	go fill(d)
	for range 2 {
		go func() {
			fill(d)
			lockOnly(&mu)
			c <- 1 // stuck
		}()
	}
}

func lockOnly(mu *sync.Mutex) {
	mu.Lock() // stuck
}
