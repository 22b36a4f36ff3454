package pool

import (
	"context"
	"sync"
)

// A job is what the queue holds: a plain task, a future, a runner of Map or a
// cell of a stream. Each is one pointer, so that queueing one allocates nothing.
type job interface {
	// claim says, under the lock, that the job now runs as t. It returns false
	// for a job that was cancelled while it was queued.
	claim(t *task) bool
	// run is the body.
	run(ctx context.Context) error
	// forget ends what claim began, under the lock.
	forget()
	// settle resolves the job after its body has ended. It reports whether an
	// error of the job is one of the pool.
	settle(state State, err error) (ours bool)
	// drop resolves the job instead of starting it, if nobody else has.
	drop()
	// name is what a report calls the job if it has given itself no name.
	name() string
}

const chunkSize = 127 // with the link, a chunk is 2kB

// A queue is a list of chunks: it grows without copying, and can be taken away
// from the pool in one step.
type queue struct {
	head, tail *chunk
	first, end int // in head, in tail
	n          int
}

type chunk struct {
	jobs [chunkSize]job
	next *chunk
}

// chunks are empty ones. Nothing in them belongs to a pool or to a bubble.
var chunks = sync.Pool{New: func() any { return new(chunk) }}

func (q *queue) push(j job) {
	if q.tail == nil || q.end == chunkSize {
		c := chunks.Get().(*chunk)
		if q.tail == nil {
			q.head = c
		} else {
			q.tail.next = c
		}
		q.tail, q.end = c, 0
	}
	q.tail.jobs[q.end] = j
	q.end++
	q.n++
}

func (q *queue) pop() job {
	if q.n == 0 {
		return nil
	}
	c := q.head
	j := c.jobs[q.first]
	c.jobs[q.first] = nil
	q.first++
	q.n--
	switch {
	case q.n == 0:
		q.first, q.end = 0, 0
	case q.first == chunkSize:
		q.head, q.first = c.next, 0
		c.next = nil
		chunks.Put(c)
	}
	return j
}

// all walks over the jobs, first in first out, and leaves them where they are.
func (q *queue) all(yield func(job) bool) {
	first := q.first
	left := q.n
	for c := q.head; left > 0; c = c.next {
		for ; first < chunkSize && left > 0; first++ {
			if left--; !yield(c.jobs[first]) {
				return
			}
		}
		first = 0
	}
}
