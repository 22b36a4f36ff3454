package likely

import (
	"errors"
	"io"
	"sync"
)

// More objects: whatever starts, makes and ends them is called.

// I. What a method starts ends the object itself, and Close waits for that.
type Intercom struct {
	line io.ReadWriteCloser
	once sync.Once
	wg   sync.WaitGroup
}

// NewIntercom takes a line.
func NewIntercom(line io.ReadWriteCloser) *Intercom { return &Intercom{line: line} }

// Attend ends the intercom when nobody speaks any more.
func (i *Intercom) Attend() {
	i.wg.Add(1)
	go func() {
		defer i.wg.Done()
		if _, err := io.Copy(io.Discard, i.line); err != nil {
			i.Close("cannot hear")
		}
	}()
}

// Close says why, and waits.
func (i *Intercom) Close(reason string) {
	i.once.Do(func() {
		_, _ = io.WriteString(i.line, reason)
		_ = i.line.Close()
	})
	i.wg.Wait() // want `\(gostuck\)`
}

// J. A method of another makes it. Who renews it ends when he cannot, and Release
// sends to him.
type Landlord struct{ rent func() error }

// NewLandlord takes what pays the rent.
func NewLandlord(rent func() error) *Landlord { return &Landlord{rent} }

// Lease is what a tenant has.
type Lease struct {
	landlord *Landlord
	over     chan struct{}
}

var errNoRoom = errors.New("no room")

// Let makes a lease.
func (l *Landlord) Let(rooms int) (*Lease, error) {
	if rooms == 0 {
		return nil, errNoRoom
	}
	lease := &Lease{l, make(chan struct{})}
	go lease.renew()
	return lease, nil
}

func (l *Lease) renew() {
	for {
		select {
		case <-l.over:
			return
		default:
			if l.landlord.rent() != nil {
				return
			}
		}
	}
}

// Release ends the lease.
func (l *Lease) Release() { l.over <- struct{}{} } // want `\(gostuck\)`

// K. A type that only shows as an interface.
type Tap interface {
	io.Closer
	Drops() <-chan int
}

type tap struct {
	drops chan int
	shut  chan struct{}
}

// NewTap opens a tap, which runs dry.
func NewTap(n int) Tap {
	t := &tap{make(chan int, n), make(chan struct{})}
	go t.run(n)
	return t
}

func (t *tap) run(n int) {
	defer close(t.drops)
	for i := range n {
		select {
		case t.drops <- i:
		case <-t.shut:
			return
		}
	}
}

func (t *tap) Drops() <-chan int { return t.drops }

func (t *tap) Close() error {
	t.shut <- struct{}{} // want `\(gostuck\)`
	return nil
}
