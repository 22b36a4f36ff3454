package gostop

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// charge judges what is no object of its own: a process, a server, a ticker, a
// group.
func charge(f *lifetime.Func, c *lifetime.Charge) report.Finding {
	finding := report.Finding{Pos: c.Start.Pos(), End: c.Start.Fun.End(), Level: lifetime.Likely}
	left := c.Left()
	switch {
	case left == nil:
		finding.Spared = "no way leads past what ends it"
	case f.Once() && !c.Errors():
		finding.Spared = "it is started once per process"
	}
	if finding.Spared != "" {
		return finding
	}
	if !c.Dropped() {
		finding.Related = []analysis.RelatedInformation{{Pos: left.Pos(), Message: "returns here and leaves it"}}
	}
	switch c.Kind {
	case lifetime.Process:
		child(f, c, &finding)
	case lifetime.Server:
		serving(f, c, &finding)
	case lifetime.Ticker:
		ticking(f, c, &finding)
	case lifetime.Crew:
		crew(f, c, &finding)
	}
	return finding
}

func child(f *lifetime.Func, c *lifetime.Charge, finding *report.Finding) {
	finding.Category = process
	switch {
	case !c.Dropped():
		finding.Message = fmt.Sprintf("a return comes before %s.Wait: the process stays behind as a zombie", c.Var.Name())
	case c.Var == nil:
		finding.Message = "nobody waits for this process: when it ends it stays behind as a zombie"
	default:
		finding.Message = fmt.Sprintf("nobody waits for %s: when it ends it stays behind as a zombie", c.Var.Name())
	}
	forgotten := c.Dropped() && !c.Handled()
	switch {
	case forgotten && f.OfCommand():
		finding.Spared = "the command may end before it"
	case !forgotten && !f.OfCommand():
		finding.Level = lifetime.Certain
	}
}

func serving(f *lifetime.Func, c *lifetime.Charge, finding *report.Finding) {
	finding.Category = server
	if !f.Again() || f.OfProgram() || c.Spawn.Fatal() {
		finding.Spared = "it may be meant to serve as long as the process runs"
		return
	}
	finding.Message = fmt.Sprintf("nothing shuts %s down: it goes on serving when %s has returned", c.Var.Name(), f.Name())
}

func ticking(f *lifetime.Func, c *lifetime.Charge, finding *report.Finding) {
	finding.Category = ticker
	switch {
	case c.Var == nil:
		finding.Message = "a time.Tick cannot be stopped, and before Go 1.23 it is never collected"
	case c.InTurn():
		finding.Spared = "it is stopped in the loop that uses it"
		return
	case c.Dropped():
		finding.Message = fmt.Sprintf("nothing stops %s, and before Go 1.23 it is never collected", c.Var.Name())
	default:
		finding.Message = fmt.Sprintf("a return comes before %s.Stop, and before Go 1.23 it is never collected", c.Var.Name())
	}
	if !f.OfProgram() {
		finding.Level = lifetime.Certain
	}
}

func crew(f *lifetime.Func, c *lifetime.Charge, finding *report.Finding) {
	finding.Category = early
	released := c.Released()
	name := c.Var.Name()
	switch {
	case c.Dropped() && c.Errors():
		finding.Category, finding.Level, finding.Related = group, lifetime.Certain, nil
		finding.Message = fmt.Sprintf("nobody waits for %s: its errors are lost, and its goroutines outlive %s", name, f.Name())
	case f.OfProgram():
		finding.Spared = "the program may end with the function"
	case endless(c.Spawn.Body):
		finding.Spared = "that nothing ends the goroutine is for another rule to say"
	case released != "":
		finding.Message = fmt.Sprintf("a return comes before %s.Wait: its goroutines still use %s when it is released", name, released)
	case c.Dropped():
		finding.Message = fmt.Sprintf("nobody waits for %s: it counts goroutines in vain, and they outlive %s", name, f.Name())
	case c.Errors() && !f.Cancelled():
		finding.Message = fmt.Sprintf("a return comes before %s.Wait: its goroutines outlive %s", name, f.Name())
	default:
		finding.Spared = "that nobody waits for what is told to stop is normal"
	}
}

func endless(body *lifetime.Func) bool {
	if body == nil {
		return false
	}
	holder, _ := body.Endless()
	return holder != nil
}

// notified judges a channel that gets signals for ever.
func notified(f *lifetime.Func, n *lifetime.Notification) report.Finding {
	finding := report.Finding{Pos: n.Pos(), End: n.End(), Category: signals, Level: lifetime.Likely}
	finding.Message = fmt.Sprintf("nothing calls signal.Stop for %s: signals still go there when %s has returned", n.Name, f.Name())
	switch {
	case n.Fatal:
		finding.Spared = "who receives the signal ends the process"
	case f.OfProgram():
		finding.Spared = "it may be meant to last as long as the process"
	case !f.Returns(n.CallExpr):
		finding.Spared = "the function does not return"
	case n.Loop != nil, f.Makes() != nil, f.HandlesRequest():
		finding.Level = lifetime.Certain
	case !f.Again():
		finding.Spared = "nothing says that it is called more than once"
	}
	return finding
}
