package effects

import (
	"fmt"
	"strings"
)

// Words returns the effects as a person says them, parameters counted from one.
func (e *Effects) Words() string {
	var parts []string
	params := func(set Params, format string) { parts = append(parts, set.words(format)...) }
	params(e.NeedsLive, "returns at once if %s is done")
	params(e.Awaits, "returns when %s is done, not before")
	params(e.Keeps, "keeps %s after it has returned")
	params(e.Outlasts, "starts work that needs %s alive after it has returned")
	params(e.Spawns, "runs %s concurrently")
	params(e.Calls, "calls %s")
	params(e.Sends, "sends to %s, and waits for a receiver")
	params(e.Receives, "receives from %s, and waits for a sender")
	params(e.Closes, "closes %s")
	params(e.Starts, "starts work that %s owns")
	params(e.Stops, "stops the work that %s owns")
	params(e.Tasks, "gives %s work to wait for")
	params(e.Joins, "waits for the work of %s")
	for _, which := range e.Owes.words("%s") {
		parts = append(parts, "returns a function that its caller has to call: result"+strings.TrimPrefix(which, "argument"))
	}
	params(e.Drops, "neither calls nor keeps %s")
	params(e.Polls, "loops until a plain field of %s says that it is to end")
	params(e.Sets, "writes a plain field of %s that another method polls")
	if e.Owner {
		parts = append(parts, "returns something that owns running work")
	}
	params(e.Until, "and %s ends that work, too")
	if e.Waits != 0 {
		parts = append(parts, "may wait for "+e.Waits.Words()+", whatever is cancelled")
	}
	if e.Forever {
		parts = append(parts, "loops for ever")
	}
	if !e.Pause.None() {
		parts = append(parts, e.Pause.words())
	}
	if e.Makes != NoContext {
		parts = append(parts, fmt.Sprintf([...]string{"", "makes a context that ends with argument %d", "makes a context that argument %d does not end",
			"makes a context that never ends", "returns the receiver's context", "makes a context that ends with argument %d or on a signal",
			"makes a group and a context that its Wait ends"}[e.Makes], e.operand()...))
	}
	if e.Cancels {
		parts = append(parts, fmt.Sprintf("result %d ends it", e.CancelAt+1))
	}
	for _, flag := range []struct {
		set  bool
		text string
	}{{e.Settles, "leaves something behind where it is skipped"}, {e.NoReturn, "never returns"}, {e.Exits, "ends the process"}, {e.Logs, "only says something"}, {e.Fails, "always returns an error"}, {e.Succeeds, "never returns an error"}} {
		if flag.set {
			parts = append(parts, flag.text)
		}
	}
	return strings.Join(parts, "; ")
}

// words says a sentence of each parameter of the set.
func (p Params) words(format string) (parts []string) {
	for i := range Receiver {
		if p.Has(i) {
			parts = append(parts, fmt.Sprintf(format, fmt.Sprintf("argument %d", i+1)))
		}
	}
	if p.Has(Receiver) {
		parts = append(parts, fmt.Sprintf(format, "the receiver"))
	}
	return parts
}

// operand is the parameter that a context is made from, for kinds that name it.
func (e *Effects) operand() []any {
	switch e.Makes {
	case Derived, Detached, Signal:
		return []any{e.From + 1}
	}
	return nil
}

func (p Pause) words() string {
	long := p.For.String()
	switch {
	case p.Param != 0:
		long = fmt.Sprintf("argument %d", p.Param)
	case p.Data:
		long = "as long as data says"
	}
	text := "pauses for " + long
	if p.Data && p.Param == 0 {
		text = "pauses " + long
	}
	if p.Repeats {
		text += ", again and again"
	}
	if !p.Always {
		text += ", on some paths"
	}
	return text
}
