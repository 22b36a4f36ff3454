package good

import "sync"

// A lock that is taken many calls down is given back there, too.
type house struct {
	mu   sync.Mutex
	seen int
}

func (h *house) porch()       { h.hall() }
func (h *house) hall()        { h.stairs() }
func (h *house) stairs()      { h.landing() }
func (h *house) landing()     { h.corridor() }
func (h *house) corridor()    { h.antechamber() }
func (h *house) antechamber() { h.library() }
func (h *house) library()     { h.gallery() }
func (h *house) gallery()     { h.closet() }
func (h *house) closet()      { h.passage() }
func (h *house) passage()     { h.cellar() }

func (h *house) cellar() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen++
}

func twiceToTheCellar() {
	h := &house{}
	var wg sync.WaitGroup
	wg.Go(h.porch)
	h.porch()
	h.porch()
	wg.Wait()
}
