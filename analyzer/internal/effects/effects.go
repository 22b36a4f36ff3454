// Package effects answers: what does calling this function mean for the
// caller's cancellation? It is the vocabulary that computed facts (package
// lifetime) and the table of known functions (package known) share.
package effects

import (
	"fmt"
	"strings"
	"time"
)

// Params is a set of parameters: bit i stands for parameter i, and Receiver
// for the receiver. Functions with more parameters than bits lose the rest,
// which makes them unknown, so silent.
type Params uint32

// Receiver is the bit of a method's receiver.
const Receiver = 31

// Param returns the set of one parameter; an index out of range gives the
// empty set.
func Param(i int) Params {
	if i < 0 || i > Receiver {
		return 0
	}
	return 1 << i
}

// Has reports whether parameter i is in the set.
func (p Params) Has(i int) bool { return p&Param(i) != 0 }

func (p Params) String() string {
	var names []string
	for i := range Receiver {
		if p.Has(i) {
			names = append(names, fmt.Sprint(i))
		}
	}
	if p.Has(Receiver) {
		names = append(names, "recv")
	}
	return strings.Join(names, ",")
}

// Makes says which context the first result is.
type Makes uint8

// The ways of making a context.
const (
	NoContext Makes = iota
	Derived         // ends with the context parameter it comes from
	Detached        // keeps the parameter's values, never ends
	Root            // never ends, and has no parent
	Request         // ends with the receiver: a request, a command, a test
	Signal          // Derived, and ends on an operating system signal
	Group           // Derived, second result; the first is a group whose Wait ends it
)

// Pause is a sleep that no context of the function can end.
type Pause struct {
	For     time.Duration // length; of several the longest. 0: none, or not known
	Param   int8          // 1 + the parameter that is the length; 0: none
	Data    bool          // the length comes from data, or grows
	Repeats bool          // sleeps in an unbounded loop
	Always  bool          // on every path to the function's end
}

// None reports whether there is no such pause.
func (p Pause) None() bool { return p.For == 0 && p.Param == 0 && !p.Data && !p.Repeats }

func (p Pause) String() string {
	var parts []string
	switch {
	case p.Param != 0:
		parts = append(parts, fmt.Sprintf("param %d", p.Param-1))
	case p.For != 0:
		parts = append(parts, p.For.String())
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{p.Data, "data"}, {p.Repeats, "repeats"}, {p.Always, "always"}} {
		if flag.set {
			parts = append(parts, flag.name)
		}
	}
	return strings.Join(parts, " ")
}

// Waits is a set of things outside the program that a call waits for.
type Waits uint8

// The things that a call waits for.
const (
	Network   Waits = 1 << iota // a peer, a name server
	Process                     // another process's end
	Database                    // a database's answer
	Polling                     // a condition that it asks for again and again
	Something                   // what, only the source's own word tells
)

var waitNames = []struct {
	one  Waits
	name string
	word string
}{
	{Network, "network", "the network"},
	{Process, "process", "another process"},
	{Database, "database", "a database"},
	{Polling, "polling", "a condition to come true"},
	{Something, "something", "something outside of the program"},
}

func (w Waits) String() string {
	var names []string
	for _, n := range waitNames {
		if w&n.one != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, ",")
}

// Words returns what is waited for as a person says it.
func (w Waits) Words() string {
	var words []string
	for _, n := range waitNames {
		if w&n.one != 0 {
			words = append(words, n.word)
		}
	}
	return strings.Join(words, " and ")
}

// Effects is what is known of one function. The zero value says nothing: an
// unknown function makes every rule silent. It holds no maps and no positions,
// so that it encodes to the same bytes everywhere.
type Effects struct {
	// NeedsLive are the contexts (or receivers and parameters that carry one)
	// without which the function does not do its work: it returns at once if
	// one of them is done.
	NeedsLive Params

	// Awaits are the contexts that are done when the function has returned: it
	// waits for them, whatever else it does.
	Awaits Params

	// Keeps are the contexts that outlive the call: stored, or given to work
	// that the call starts.
	Keeps Params

	// Outlasts are the contexts, or what carries one, that work which the call
	// starts goes on needing alive after it has returned.
	Outlasts Params

	// Spawns are the function parameters that run concurrently, after the
	// call has returned.
	Spawns Params

	// Calls are the function parameters that the call itself invokes.
	Calls Params

	// Sends, Receives and Closes are the channel parameters that the call
	// itself, before it returns, sends to and receives from with nothing else
	// to wake it, and closes.
	Sends, Receives, Closes Params

	// Waits is what the function may wait for while no context that it is
	// given can end the wait.
	Waits Waits

	// Starts are the parameters, the receiver mostly, that own running work
	// when the call has returned, and Stops those whose work it stops.
	Starts, Stops Params

	// Tasks are the parameters, the receiver mostly, that have more work to wait
	// for when the call has returned. It may end by itself.
	Tasks Params

	// Joins are the parameters, the receiver mostly, whose work has ended when
	// the call has returned, unless it says otherwise; of a function parameter,
	// what it runs.
	Joins Params

	// Polls are the parameters, the receiver mostly, of which a plain field ends
	// the function's loop, and Sets those of which it writes such a field; no
	// lock, message or atomic operation puts the two in order.
	Polls, Sets Params

	// Owner says that the first result owns running work, which one of its
	// methods stops.
	Owner bool

	// Ends is what ends a call of the function.
	Ends Ends

	// Until are the contexts that end the work of Starts or Owner, too.
	Until Params

	// Owes are the results that are cancel or stop functions which nobody else
	// has: the caller has to call them, or to hand them on.
	Owes Params

	// Drops are the parameters, cancel functions as their type says, that the
	// call neither calls nor keeps: what is passed there is lost.
	Drops Params

	// Forever says that the function always comes to a loop that nothing ends,
	// and has no context that could.
	Forever bool

	Pause Pause

	// Makes is the kind of context the function returns, From the parameter
	// it comes from.
	Makes Makes
	From  int8

	// Cancels says that some result is the function that ends the context
	// made: CancelAt is its index.
	Cancels  bool
	CancelAt int8

	// Settles says that the call does something that shows outside of the
	// process, or waits for work that does: it writes out what is buffered,
	// removes a file, gives a lock back, ends a child. Who defers it and does
	// not come to it leaves something behind that the system does not clear up.
	Settles bool

	NoReturn bool // ends the goroutine or the process
	Exits    bool // is there to end the process: always, or if a parameter says so
	Logs     bool // does nothing but say something
	Fails    bool // its last result is an error that is never nil
	Succeeds bool // its last result is an error that is always nil
}

// AFact marks Effects as a fact of the analysis framework.
func (*Effects) AFact() {}

// String returns the effects in one line, in the order of the fields.
func (e *Effects) String() string {
	var parts []string
	add := func(name, arg string) {
		if arg != "" {
			name += "(" + arg + ")"
		}
		parts = append(parts, name)
	}
	for _, set := range []struct {
		name   string
		params Params
	}{{"live", e.NeedsLive}, {"awaits", e.Awaits}, {"keeps", e.Keeps}, {"outlasts", e.Outlasts}, {"spawns", e.Spawns}, {"calls", e.Calls},
		{"sends", e.Sends}, {"receives", e.Receives}, {"closes", e.Closes}, {"starts", e.Starts}, {"stops", e.Stops},
		{"tasks", e.Tasks}, {"joins", e.Joins}, {"until", e.Until}, {"polls", e.Polls}, {"sets", e.Sets},
		{"owes", e.Owes}, {"drops", e.Drops}} {
		if set.params != 0 {
			add(set.name, set.params.String())
		}
	}
	if e.Owner {
		add("owner", "")
	}
	if e.Waits != 0 {
		add("waits", e.Waits.String())
	}
	if e.Ends != 0 {
		add("ends", e.Ends.String())
	}
	if e.Forever {
		add("forever", "")
	}
	if !e.Pause.None() {
		add("pauses", e.Pause.String())
	}
	if e.Makes != NoContext {
		name := [...]string{"", "derives", "detaches", "root", "request", "signal", "group"}[e.Makes]
		arg := ""
		if e.Makes != Root && e.Makes != Request {
			arg = fmt.Sprint(e.From)
		}
		add(name, arg)
	}
	if e.Cancels {
		add("cancels", fmt.Sprint(e.CancelAt))
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{e.Settles, "settles"}, {e.NoReturn, "noreturn"}, {e.Exits, "exits"}, {e.Logs, "logs"}, {e.Fails, "fails"}, {e.Succeeds, "succeeds"}} {
		if flag.set {
			add(flag.name, "")
		}
	}
	return strings.Join(parts, " ")
}
