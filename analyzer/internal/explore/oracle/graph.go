package oracle

// A graph is what a search has seen of a program's states. It tells who is
// blocked for ever beside goroutines that are busy for ever.
type graph struct {
	at    map[uint64]*place
	order []*place
}

// A place is a state, with a schedule that leads to it.
type place struct {
	next     []edge
	live     []Held // goroutines that have not ended
	out      bool   // the process may end here
	schedule []Option

	num, low int
	on       bool
	set      int
}

// An edge is a step, and which goroutines complete operations by it.
type edge struct {
	to     *place
	passed []int
}

// place returns the place of a state.
func (g *graph) place(state uint64) *place {
	if p := g.at[state]; p != nil {
		return p
	}
	p := &place{}
	g.at[state] = p
	g.order = append(g.order, p)
	return p
}

// passed returns who has completed an operation since the counts were taken.
func (r *run) passed(counts []int) (list []int) {
	for i, n := range counts {
		if r.procs[i].passed != n {
			list = append(list, i)
		}
	}
	return list
}

func (r *run) counts() (list []int) {
	for _, p := range r.procs {
		list = append(list, p.passed)
	}
	return list
}

// ends calls found for each set of places that nothing leaves, with those who
// are blocked in all of them.
func (g *graph) ends(found func([]Held, []Option)) {
	t := tarjan{g: g}
	for _, p := range g.order {
		if p.num == 0 {
			t.visit(p)
		}
	}
	for _, set := range t.sets {
		busy, left := map[int]bool{}, false
		for _, p := range set {
			left = left || p.out
			for _, e := range p.next {
				left = left || e.to.set != p.set
				for _, i := range e.passed {
					busy[i] = true
				}
			}
		}
		if left {
			continue
		}
		var held []Held
		for _, h := range set[0].live {
			if !busy[h.Proc] {
				held = append(held, h)
			}
		}
		found(held, set[0].schedule)
	}
}

// tarjan finds the sets of places that lead to each other.
type tarjan struct {
	g     *graph
	count int
	stack []*place
	sets  [][]*place
}

func (t *tarjan) visit(p *place) {
	t.count++
	p.num, p.low, p.on = t.count, t.count, true
	t.stack = append(t.stack, p)
	for _, e := range p.next {
		if e.to.num == 0 {
			t.visit(e.to)
			p.low = min(p.low, e.to.low)
		} else if e.to.on {
			p.low = min(p.low, e.to.num)
		}
	}
	if p.low != p.num {
		return
	}
	var set []*place
	for {
		q := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		q.on, q.set = false, len(t.sets)+1
		set = append(set, q)
		if q == p {
			break
		}
	}
	t.sets = append(t.sets, set)
}
