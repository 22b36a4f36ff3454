package good

import "sync"

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
