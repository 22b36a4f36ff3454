package oracle

import (
	"context"
	"sync"
	"sync/atomic"
)

// An object is the real thing that an Obj describes, and what of its state
// nobody can read from it.
type object struct {
	kind   ObjKind
	index  int
	c      chan int
	closed bool
	mu     sync.Mutex
	rw     sync.RWMutex
	writer *proc // has announced itself, and waits for readers to leave
	inner  int   // readers; to tell states apart only
	wg     sync.WaitGroup
	count  int // of the group; to tell states apart, and to end a run
	cond   *sync.Cond
	lock   *object // of the cond
	once   sync.Once
	inside *proc // runs the Once's function
	done   bool  // somebody has
	ctx    context.Context
	cancel context.CancelFunc
	flag   atomic.Bool
}

// outside is the lock of a sync.Cond as its Wait sees it. Wait locks again when
// it is woken; that has to wait for a turn, so the caller of Wait does it.
type outside struct{ o *object }

func (l outside) Lock()   {}
func (l outside) Unlock() { l.o.unlock() }

// newObject makes the real object; objs are those declared before.
func newObject(d Obj, index int, objs []*object) *object {
	o := &object{kind: d.Kind, index: index}
	switch d.Kind {
	case Chan:
		if d.Cap >= 0 {
			o.c = make(chan int, d.Cap)
		}
	case Cond:
		o.lock = objs[d.Of]
		o.cond = sync.NewCond(outside{o.lock})
	case Context, Timeout, Caller:
		parent := context.Background()
		if d.Of >= 0 {
			parent = objs[d.Of].ctx
		}
		o.ctx, o.cancel = context.WithCancel(parent)
	}
	return o
}

// free reports whether Lock would go through.
func (o *object) free() bool {
	if !o.tryLock() {
		return false
	}
	o.unlock()
	return true
}

// readable reports whether RLock would go through.
func (o *object) readable() bool {
	if o.writer != nil || !o.rw.TryRLock() {
		return false
	}
	o.rw.RUnlock()
	return true
}

// announceable reports whether Lock would make new readers wait, and wait
// itself: it is the first writer, and readers are inside.
func (o *object) announceable() bool {
	return o.kind == RWMutex && !o.free() && o.readable()
}

func (o *object) tryLock() bool {
	if o.kind == RWMutex {
		return o.rw.TryLock()
	}
	return o.mu.TryLock()
}

func (o *object) unlock() {
	if o.kind == RWMutex {
		o.rw.Unlock()
	} else {
		o.mu.Unlock()
	}
}

// writeLocked reports whether Unlock is legal. An Unlock of what is not locked
// ends the process, so that is asked before.
func (o *object) writeLocked() bool {
	if o.kind == Mutex {
		return !o.free()
	}
	if o.rw.TryRLock() {
		o.rw.RUnlock()
		return false
	}
	return true
}

// readLocked reports whether RUnlock is legal.
func (o *object) readLocked() bool {
	return !o.free() && !o.writeLocked()
}
