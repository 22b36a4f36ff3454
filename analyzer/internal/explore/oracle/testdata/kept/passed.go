package kept

import "sync"

// These systems are too large for the test's budget with all that they call, and
// small enough without. A comment "guessed" marks what is found only so.

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

// The second send ends the program, whoever waits then. Without the call it does
// not.
func callThatCloses(flip func() bool) {
	c, d, e := make(chan int), make(chan int, 6), make(chan int, 1)
	for range 3 {
		go func() {
			fill(d)
			<-e
		}()
	}
	go func() {
		closeIt(e)
		e <- 1
		c <- 1
	}()
	<-c
	<-c
}

func closeIt(c chan int) {
	close(c)
}

// What is only found without the calls can be so: nobody sends a third time.
func thirdIsMissing(flip func() bool) {
	c, d := make(chan int), make(chan int, 6)
	for range 3 {
		go func() {
			fill(d)
			fill(d) // more than there is room for
		}()
	}
	go func() {
		c <- 1
		c <- 1
	}()
	<-c
	<-c
	<-c // guessed
}
