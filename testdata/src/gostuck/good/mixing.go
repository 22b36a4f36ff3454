package good

import (
	"container/list"
	"sync"
)

// Numbers that are made of each other, many times over, cost nothing to follow.
func mixesNumbers(text string, use func(uint64)) {
	var wg sync.WaitGroup
	wg.Go(func() {
		h, k := uint64(len(text)), uint64(1)
		for len(text) > 0 {
			h = h<<5 ^ h*k + h>>3 ^ h
			k = k*h ^ k<<7 + h ^ k
			h = h*k ^ h<<9 + k ^ h>>1
			k = k ^ h*h + k*k ^ h<<3
			h = h<<5 ^ h*k + h>>3 ^ h
			k = k*h ^ k<<7 + h ^ k
			h = h*k ^ h<<9 + k ^ h>>1
			k = k ^ h*h + k*k ^ h<<3
			use(h)
			text = text[1:]
		}
	})
	wg.Wait()
}

// A list that has elements has a first one.
func passesInOrder(in <-chan string, out chan<- string) {
	var waiting list.List
	done := make(chan struct{})
	items := make(chan string)
	go func() {
		defer close(done)
		for item := range items {
			out <- item
		}
	}()
	for {
		var to chan<- string
		next := ""
		if e := waiting.Front(); e != nil {
			to, next = items, e.Value.(string)
		}
		if in == nil && waiting.Len() == 0 {
			close(items)
			<-done
			return
		}
		select {
		case item, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			waiting.PushBack(item)
		case to <- next:
			waiting.Remove(waiting.Front())
		}
	}
}
