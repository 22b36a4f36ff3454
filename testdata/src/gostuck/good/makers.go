package good

import (
	"errors"
	"io"
	"sync"
)

// I. Attend ends the object, and only Wait waits for it.
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
			i.end("cannot hear")
		}
	}()
}

// Close says why, and waits.
func (i *Intercom) Close(reason string) {
	defer i.wg.Wait()
	i.end(reason)
}

func (i *Intercom) end(reason string) {
	i.once.Do(func() {
		_, _ = io.WriteString(i.line, reason)
		_ = i.line.Close()
	})
}

// J. Who renews a lease waits for its end in any case.
type Landlord struct{ rent func() error }

// NewLandlord takes what pays the rent.
func NewLandlord(rent func() error) *Landlord { return &Landlord{rent} }

// Lease is what a tenant has.
type Lease struct {
	landlord *Landlord
	over     chan struct{}
	gone     chan struct{}
}

var errNoRoom = errors.New("no room")

// Let makes a lease.
func (l *Landlord) Let(rooms int) (*Lease, error) {
	if rooms == 0 {
		return nil, errNoRoom
	}
	lease := &Lease{l, make(chan struct{}), make(chan struct{})}
	go lease.renew()
	return lease, nil
}

func (l *Lease) renew() {
	defer close(l.gone)
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
func (l *Lease) Release() {
	select {
	case l.over <- struct{}{}:
	case <-l.gone:
	}
}

// K. Close closes.
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
	close(t.shut)
	return nil
}

// L. Who could not make one has nothing to wait for.
type Clinic struct{ open bool }

// NewClinic opens or not.
func NewClinic(open bool) *Clinic { return &Clinic{open} }

// Visit is what a patient has.
type Visit struct {
	result chan string
	leave  func()
}

var errShut = errors.New("shut")

// Admit begins a visit.
func (c *Clinic) Admit(name string) (Visit, error) {
	if !c.open {
		return Visit{}, errShut
	}
	v := Visit{result: make(chan string, 1), leave: func() {}}
	go func() { v.result <- name }()
	return v, nil
}

// Result waits for it.
func (v *Visit) Result() string { return <-v.result }

// Close ends the visit.
func (v *Visit) Close() {
	if v.leave != nil {
		v.leave()
	}
}
