package good

import "reflect"

// Nobody can close a kettle that is still being made.
type kettle struct {
	stop chan struct{}
	done chan struct{}
}

func newKettle(beats <-chan int) (*kettle, error) {
	k := &kettle{stop: make(chan struct{}), done: make(chan struct{})}
	if err := k.start(beats); err != nil {
		return nil, err
	}
	return k, nil
}

func (k *kettle) start(beats <-chan int) error {
	hot := make(chan error)
	go func() {
		defer close(k.done)
		for first := true; ; first = false {
			select {
			case <-k.stop:
				return
			case <-beats:
				if first {
					hot <- nil
				}
			}
		}
	}()
	return <-hot
}

func (k *kettle) Close() {
	close(k.stop)
	<-k.done
}

// A function that is given anything may close it.
func closesByReflection(loud bool) {
	c := make(chan int)
	shut(c, loud)
	for range c {
	}
}

func shut(what any, loud bool) {
	if loud {
		println("shut")
	}
	reflect.ValueOf(what).Close()
}
