// Package inventory answers, for every spawn of a package: what stops it, and
// who waits for it? It is what "cancelcheck map" draws.
package inventory

import "go/token"

// A Spawn is a place that starts concurrent work.
type Spawn struct {
	Pos     token.Position // of the go statement, or of the call that starts the work
	Kind    string         // go, WaitGroup.Go, exec.Cmd.Start, http.Server.Serve in a goroutine, or the callee's name
	Package string         // import path
	Owner   string         // the type whose methods start it, empty for functions
	Func    string         // the function that starts it, as in (*Server).Run
	Body    string         // the function that it runs, "func literal" if it has no name, or the process
	BodyPos token.Position // the zero value if the body is not in this package
	BodyEnd token.Position // of its last byte's line; the zero value with BodyPos
	Via     string         // the callee that starts it, as a stack trace names it; empty for a go statement
	Symbol  string         // the body as a stack trace names it: net/http.(*Server).Serve; empty for a literal
	Repeats bool           // it stands in a loop, or can be reached more than once per process

	Generated bool // its file says that it is generated

	Stops []Mark // what can end it, the main one first
	Joins []Mark // who waits for it

	Verdict Verdict
}

// A Mark is one reason for a verdict, with its position.
type Mark struct {
	Kind string         // of a stop: one of Stops; of a join: one of Joins
	What string         // as the source says it: ctx, s.done, wg
	In   string         // the function that holds it
	Pos  token.Position // where it is seen; the zero value if nowhere in this package
}

// The kinds of stop signals.
const (
	Context = "context" // a context's Done, Err, or a callee that gets it
	Channel = "channel" // a stop channel, a quit message, the close of what it ranges over
	IO      = "io"      // a connection, listener, file, server or process that is closed
	Timer   = "timer"
	Flag    = "flag"
	Finite  = "finite" // the body ends by itself
	Group   = "group"  // it ends when what it waits for ends
)

// The kinds of joins; Channel and Group are others.
const (
	WaitGroup = "waitgroup"
	Other     = "other"
)

// A Verdict sums up a spawn.
type Verdict string

// The verdicts.
const (
	Managed Verdict = "managed" // something stops it, and somebody waits for it
	Stopped Verdict = "stopped" // something stops it, nobody waits
	Joined  Verdict = "joined"  // somebody waits, nothing is seen to stop it
	Short   Verdict = "short"   // it ends by itself, nobody waits
	Loose   Verdict = "loose"   // nothing stops it, and nobody waits
	Unknown Verdict = "unknown" // its body is not in sight
)

// Verdicts is all of them, the best first.
var Verdicts = []Verdict{Managed, Stopped, Joined, Short, Loose, Unknown}
