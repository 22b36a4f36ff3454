package good

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
)

// What decides here is data that goes through plain code.

// A. A switch that is thrown once, one way or the other.
type lever struct {
	mu    sync.Mutex
	moved *sync.Cond
	state int
}

func newLever() *lever {
	l := &lever{}
	l.moved = sync.NewCond(&l.mu)
	return l
}

func (l *lever) throw(up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	to := 2
	if up {
		to = 1
	}
	if l.state == 0 {
		l.state = to
		l.moved.Broadcast()
	}
}

func (l *lever) isUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.state == 0 {
		l.moved.Wait()
	}
	return l.state == 1
}

func throwsInTheEnd(works func(*lever) error, tell func()) error {
	l := newLever()
	go func() {
		if l.isUp() {
			tell()
		}
	}()
	defer l.throw(false)
	return works(l)
}

// B. Two attempts, and the answers of both if both fail.
func triesBoth(ctx context.Context, first, second func(context.Context) (string, error)) (string, error) {
	type try struct {
		text  string
		err   error
		first bool
		done  bool
	}
	left := make(chan struct{})
	defer close(left)
	tries := make(chan try)
	start := func(isFirst bool) {
		run := second
		if isFirst {
			run = first
		}
		text, err := run(ctx)
		select {
		case tries <- try{text: text, err: err, first: isFirst, done: true}:
		case <-left:
		}
	}
	var a, b try
	go start(true)
	go start(false)
	for {
		t := <-tries
		if t.err == nil {
			return t.text, nil
		}
		if t.first {
			a = t
		} else {
			b = t
		}
		if a.done && b.done {
			return "", errors.Join(a.err, b.err)
		}
	}
}

// C. The list is loaded twice: for its length, and for what is in it.
type roster struct{ names atomic.Value }

func (r *roster) asksAll(ask func(string) error) (failed int) {
	answers := make(chan error, len(r.names.Load().([]string)))
	for _, name := range r.names.Load().([]string) {
		go func() { answers <- ask(name) }()
	}
	for range cap(answers) {
		if err := <-answers; err != nil {
			failed++
		}
	}
	return failed
}

// D. A map of another package says itself how long it is.
func (r *roster) keepsTheFound(form url.Values, find func(string) bool) (found []string) {
	keys := make(chan string, r.count(form))
	var wg sync.WaitGroup
	for key := range form {
		wg.Go(func() {
			if find(key) {
				keys <- key
			}
		})
	}
	wg.Wait()
	close(keys)
	for key := range keys {
		found = append(found, key)
	}
	return found
}

func (r *roster) count(form url.Values) int { return len(form) }
