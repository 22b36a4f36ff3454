package oracle

// A Program is one function that starts goroutines, with the objects that they
// share and the functions it calls. Its input is flip, an unknown boolean
// function, and now and then a context.
type Program struct {
	Objs    []Obj
	Helpers []Helper
	Body    []*Stmt
}

// An Obj is a variable that goroutines meet at. Objects are declared first
// thing, except channels that a Make or Produce statement declares.
type Obj struct {
	Kind   ObjKind
	Cap    int  // of a channel; -1 is a nil channel
	Of     int  // the lock of a Cond; the parent of a Context, -1 for none
	Field  bool // it is a field of a struct
	Local  bool // a Make statement declares it
	Signal bool // the channel's elements are struct{}
}

// An ObjKind is what an object is.
type ObjKind uint8

// The kinds of objects.
const (
	Chan ObjKind = iota
	Mutex
	RWMutex
	Group
	Cond
	Once
	Context
	Timeout // a Context that also ends by itself
	Flag
	Caller // the context that the function is given; it ends some day
)

// ctx reports whether the object is a context.
func (k ObjKind) ctx() bool { return k == Context || k == Timeout || k == Caller }

// ends reports whether the object is a context that ends without a cancel.
func (k ObjKind) ends() bool { return k == Timeout || k == Caller }

// A Helper is a function of its own that a Call calls with objects. In its
// body, object -1 is the first parameter.
type Helper struct {
	Params []int // objects to take the parameters' types from
	Box    bool  // it is handed the struct, and reaches the fields through it
	Body   []*Stmt
}

// A Kind is what a statement does.
type Kind uint8

// The kinds of statements. Obj is the object that is used, Var the boolean
// variable, N a number, Label a loop's own or the one that is meant.
const (
	Send      Kind = iota
	Recv           // <-ch
	RecvOk         // _, var := <-ch
	Close          // close(ch)
	Range          // for range ch
	Select         // select over Cases
	Make           // ch := make(chan)
	Lock           // of a Mutex or RWMutex
	Unlock         // the same
	RLock          // of a RWMutex
	RUnlock        // the same
	Add            // wg.Add(N)
	Done           // wg.Done()
	WaitAll        // wg.Wait()
	CondWait       // cond.Wait()
	Signal         // cond.Signal()
	Broadcast      // cond.Broadcast()
	Do             // once.Do(func() { Body })
	Cancel         // cancel()
	Await          // <-ctx.Done()
	IfErr          // if ctx.Err() != nil
	Sleep          // <-time.After(…)
	Loop           // for range N
	Forever        // for
	While          // for !flag.Load()
	If             // if flip()
	Let            // var := flip(), or in another of the ways
	IfVar          // if var; Not turns it round
	Store          // flag.Store(true)
	IfFlag         // if flag.Load(); Not turns it round
	Return
	Break    // with a Label or of the innermost loop or select
	Continue // the same, of loops
	Defer    // defer of the one statement in Body
	Deferred // defer func() { Body }()
	Recover  // defer func() { recover() }(), or with a Body: if recover() != nil
	Go       // go func() { Body }()
	GroupGo  // wg.Go(func() { Body })
	Call     // helper N with Args
	GoCall   // go of the same
	Func     // func() { Body }()
	Produce  // ch := a function that makes it, starts a goroutine with Body, and returns it
	IfLock   // if mu.TryLock()
	Block    // select {}
	Panic
	Kinds // how many there are
)

// A Stmt is one statement. IDs are unique in a program: number gives them.
type Stmt struct {
	ID    int
	Kind  Kind
	Obj   int
	Var   int
	N     int
	Not   bool
	Label int // 0 is none
	Args  []int
	Body  []*Stmt
	Else  []*Stmt
	Cases []*Case
}

// A Case is one clause of a select.
type Case struct {
	ID   int
	Dir  Dir
	Obj  int
	Body []*Stmt
}

// A Dir is what a Case waits for.
type Dir uint8

// The clauses of selects.
const (
	ToSend Dir = iota
	ToRecv
	ToAwait // <-ctx.Done()
	ToFire  // <-time.After(…)
	Default
)

// number gives every statement and case its ID, from 1 in source order.
func (p *Program) number() {
	n := 0
	p.Each(func(s *Stmt) {
		n++
		s.ID = n
		for _, c := range s.Cases {
			n++
			c.ID = n
		}
	})
}

// Each visits all statements, outer ones first.
func (p *Program) Each(visit func(*Stmt)) {
	for _, h := range p.Helpers {
		each(h.Body, visit)
	}
	each(p.Body, visit)
}

func each(list []*Stmt, visit func(*Stmt)) {
	for _, s := range list {
		visit(s)
		for _, sub := range s.blocks() {
			each(*sub, visit)
		}
	}
}

// blocks returns the statement's lists of statements.
func (s *Stmt) blocks() []*[]*Stmt {
	var list []*[]*Stmt
	if len(s.Body) > 0 {
		list = append(list, &s.Body)
	}
	if len(s.Else) > 0 {
		list = append(list, &s.Else)
	}
	for _, c := range s.Cases {
		if len(c.Body) > 0 {
			list = append(list, &c.Body)
		}
	}
	return list
}

// Size returns the number of statements.
func (p *Program) Size() int {
	n := 0
	p.Each(func(*Stmt) { n++ })
	return n
}

// Clone returns a copy that shares nothing.
func (p *Program) Clone() *Program {
	q := &Program{Objs: append([]Obj(nil), p.Objs...), Body: clone(p.Body)}
	for _, h := range p.Helpers {
		h.Params, h.Body = append([]int(nil), h.Params...), clone(h.Body)
		q.Helpers = append(q.Helpers, h)
	}
	return q
}

func clone(list []*Stmt) []*Stmt {
	var out []*Stmt
	for _, s := range list {
		t := *s
		t.Args = append([]int(nil), s.Args...)
		t.Body, t.Else, t.Cases = clone(s.Body), clone(s.Else), nil
		for _, c := range s.Cases {
			d := *c
			d.Body = clone(c.Body)
			t.Cases = append(t.Cases, &d)
		}
		out = append(out, &t)
	}
	return out
}

// literal reports whether the statement's Body is a function of its own, which
// a return leaves and no break gets out of.
func (s *Stmt) literal() bool {
	switch s.Kind {
	case Do, Deferred, Recover, Go, GroupGo, Func, Produce:
		return true
	}
	return false
}

// loop reports whether the statement repeats its Body.
func (s *Stmt) loop() bool {
	switch s.Kind {
	case Range, Loop, Forever, While:
		return true
	}
	return false
}
