// Package lib has objects that own running work.
package lib

// A Feed runs until it is closed.
type Feed struct {
	stop chan struct{}
	C    chan int
}

// NewFeed starts it.
func NewFeed() *Feed {
	f := &Feed{stop: make(chan struct{}), C: make(chan int, 1)}
	go f.run()
	return f
}

func (f *Feed) run() {
	for n := 0; ; n++ {
		select {
		case f.C <- n:
		case <-f.stop:
			return
		}
	}
}

// Close stops it.
func (f *Feed) Close() { close(f.stop) }
