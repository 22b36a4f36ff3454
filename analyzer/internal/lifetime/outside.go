package lifetime

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: whom does a call wait for, outside of the program or in
// functions that are not in sight, and what ends that?
//
// It goes by facts, by the table of known functions, and by names. A name is
// enough to say what ends a wait, and no evidence for a finding.

// A peerKind says how a call waits for the outside.
type peerKind uint8

const (
	noPeer  peerKind = iota
	lasting          // until the other side ends, or is closed
	reading          // for an answer, or the next part of one
	writing
)

// callEnding adds what ends a call that the function makes outside of go and defer.
func (f *Func) callEnding(c *Call, r *reasons) {
	p := f.Pkg
	if body := p.Body(c.CallExpr); body != nil {
		r.merge(body.collect(), 1, p.void(c.CallExpr, body))
		f.bindsContext(c, r)
		return
	}
	if body := p.madeBody(c.CallExpr); body != nil {
		r.merge(body.collect(), 1, p.void(c.CallExpr, body))
		return
	}
	if all := p.implementations(c.Callee); len(all) > 0 {
		for _, body := range all {
			r.merge(body.collect(), 1, p.void(c.CallExpr, body))
		}
		return
	}
	f.outOfSight(c, r)
}

// void returns the parameter of a body that a call gives a context which nobody
// can end, or no channel at all; nil if there is none.
func (p *Package) void(call *ast.CallExpr, body *Func) *types.Var {
	for i, arg := range call.Args {
		if i >= body.Sig.Params().Len() || !p.isGiven(body.Sig.Params().At(i)) {
			continue
		}
		param := body.Sig.Params().At(i)
		if IsContext(p.Info.TypeOf(arg)) && p.neverDone(arg, 0) || p.Info.Types[arg].IsNil() && isChan(param.Type()) {
			return param
		}
	}
	return nil
}

// bindsContext adds the context of a call that returns a function made with it,
// for somebody else to call.
func (f *Func) bindsContext(c *Call, r *reasons) {
	p := f.Pkg
	ctx := p.contextArg(c.CallExpr)
	if ctx == nil || !returnsFunc(p.Info.TypeOf(c.CallExpr)) || p.neverDone(ctx, 0) {
		return
	}
	for _, direct := range f.Calls {
		if ast.Unparen(direct.Fun) == c.CallExpr {
			return
		}
	}
	r.add(StopContext, given, ctx, f, c.CallExpr)
}

// inSight reports whether a call runs bodies of this package.
func (p *Package) inSight(call *ast.CallExpr) bool {
	return p.Body(call) != nil || len(p.implementations(p.CalleeOf(call))) > 0
}

// outOfSight adds what ends a call of a function of another package, or of a
// value: what it is given, and whom it waits for.
func (f *Func) outOfSight(c *Call, r *reasons) {
	p := f.Pkg
	if f.byFact(c, r) {
		return
	}
	ctx := p.contextArg(c.CallExpr)
	switch {
	case ctx == nil:
		f.byName(c, c.Fun, r)
	case returnsFunc(p.Info.TypeOf(c.CallExpr)):
		f.bindsContext(c, r)
	case p.makes(c.CallExpr) != 0 || p.says(c.Callee):
		// it is not the call that waits
	case p.neverDone(ctx, 0):
		r.add(StopIO, guessed, c.Fun, f, c.CallExpr)
	default:
		r.add(StopContext, given, ctx, f, c.CallExpr)
	}
}

// byName adds what ends a call that gets no context. what is the function, as
// the source says it.
func (f *Func) byName(c *Call, what ast.Expr, r *reasons) {
	p, fn := f.Pkg, c.Callee
	if fn == nil {
		if p.getsConn(c.CallExpr) {
			r.add(StopIO, given, what, f, c.CallExpr)
		}
		return
	}
	r.stays = r.stays || p.unheld(c.CallExpr, fn)
	switch kind := peerOf(fn); {
	case known.Is(fn, "time.Sleep"):
		if c.Loop == nil && c.Depth == 0 {
			r.add(StopTimer, passed, what, f, c.CallExpr)
		}
	case isGroupWait(fn):
		r.add(StopGroup, served, what, f, c.CallExpr)
	case kind == lasting:
		f.peerEnding(c, what, served, r)
	case kind == reading:
		f.peerEnding(c, what, single, r)
	case kind == writing:
		f.peerEnding(c, what, written, r)
	case p.waitsOutside(fn):
		f.peerEnding(c, what, single, r)
	case mayRead(fn), fn.Name() == "Run" && fallible(fn):
		r.add(StopIO, guessed, what, f, c.CallExpr)
	}
}

// peerEnding adds what ends a wait for a peer: its end, or the context that the
// stream, the request or the process is bound to.
func (f *Func) peerEnding(c *Call, what ast.Expr, g grade, r *reasons) {
	p := f.Pkg
	if p.still(c.CallExpr) {
		return
	}
	if ctx := p.boundTo(c.CallExpr, 0); ctx != nil {
		r.add(StopContext, g, ctx, f, c.CallExpr)
	} else if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && p.isStream(sel.X) {
		r.add(StopContext, g, sel.X, f, c.CallExpr)
	}
	r.add(StopIO, g, what, f, c.CallExpr)
}

// contextArg returns the first context that a call gets, or nil.
func (p *Package) contextArg(call *ast.CallExpr) ast.Expr {
	for _, arg := range call.Args {
		if IsContext(p.Info.TypeOf(arg)) {
			return arg
		}
	}
	return nil
}

func (p *Package) waitsOutside(fn *types.Func) bool {
	e := p.Effects(fn)
	return e != nil && e.Waits != 0
}

// says reports whether a function only logs, or marks what happens: it takes the
// context for its values.
func (p *Package) says(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if e := p.Effects(fn); e != nil && e.Logs {
		return true
	}
	return fn.Signature().Results().Len() == 0 && fn.Pkg() != nil &&
		(strings.HasSuffix(fn.Pkg().Path(), "slog") || strings.HasPrefix(fn.Name(), "Log") || strings.HasPrefix(fn.Name(), "Record"))
}

func returnsFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// named returns the function that an expression names, or nil.
func (p *Package) named(e ast.Expr) *types.Func {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		fn, _ := p.Info.Uses[e].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := p.Info.Uses[e.Sel].(*types.Func)
		return fn
	}
	return nil
}

// isGroupWait reports whether a function waits for a group's goroutines.
func isGroupWait(fn *types.Func) bool {
	if fn.Name() != "Wait" || fn.Signature().Recv() == nil || fn.Signature().Params().Len() > 0 || fn.Pkg() == nil {
		return false
	}
	recv := fn.Signature().Recv().Type()
	return fn.Pkg().Path() != "os" && fn.Pkg().Path() != "os/exec" && !typeIs(recv, "sync", "Cond")
}

// peer returns how a call waits for the outside, if it does so, and not for
// memory or a plain file.
func (p *Package) peer(call *ast.CallExpr) peerKind {
	fn := p.CalleeOf(call)
	if fn == nil || p.inSight(call) || p.still(call) {
		return noPeer
	}
	if kind := peerOf(fn); kind != noPeer {
		return kind
	}
	if p.waitsOutside(fn) || mayRead(fn) || fallible(fn) && (strings.HasPrefix(fn.Name(), "Next") || strings.HasPrefix(fn.Name(), "Decode")) {
		return reading
	}
	return noPeer
}

// fallible reports whether a function returns an error, or only whether there is
// more: who also returns a value with a bool computes it.
func fallible(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() > 0 && isError(results.At(results.Len()-1).Type()) || results.Len() == 1 && isBasic(results.At(0).Type())
}

// peerOf returns how a function waits for the outside, by its name and by where
// it comes from.
func peerOf(fn *types.Func) peerKind {
	if fn.Pkg() == nil {
		return noPeer
	}
	switch name := fn.Name(); name {
	case "Serve", "ServeTLS", "ListenAndServe", "ListenAndServeTLS", "Accept", "AcceptTCP", "AcceptUnix", "AcceptStream":
		return lasting
	case "Recv", "RecvMsg", "ReadMessage", "ReadMsg", "ReadFrom", "ReadFromUDP", "RoundTrip":
		return reading
	}
	switch path := fn.Pkg().Path(); path {
	case "fmt":
		if strings.Contains(fn.Name(), "can") && !strings.HasPrefix(fn.Name(), "Ss") {
			return reading
		}
	case "io", "os", "net", "net/http", "os/exec", "bufio", "crypto/tls", "encoding/json", "encoding/gob", "golang.org/x/crypto/ssh":
		return ofStandard(fn.Name(), path)
	}
	return noPeer
}

func ofStandard(name, path string) peerKind {
	switch name {
	case "Copy", "CopyN", "CopyBuffer", "ReadAll", "WriteTo", "Run", "Output", "CombinedOutput":
		return lasting
	case "Wait":
		if path == "os" || path == "os/exec" || strings.HasSuffix(path, "ssh") {
			return lasting
		}
	case "Read", "ReadAtLeast", "ReadFull", "ReadString", "ReadBytes", "ReadByte", "ReadRune", "ReadSlice", "ReadLine", "Peek", "Scan",
		"Decode", "Token", "Do", "Get", "Post", "PostForm", "Head", "Dial", "DialTimeout", "ReadFromUDPAddrPort", "ReadMsgUDP", "ReadFromIP", "Handshake":
		return reading
	case "Write", "WriteString", "Flush", "Encode":
		return writing
	}
	return noPeer
}

// mayRead reports whether the name of a function of unknown body says that it
// takes something from somebody, and its type that it may fail.
func mayRead(fn *types.Func) bool {
	recv, results := fn.Signature().Recv(), fn.Signature().Results()
	if recv == nil || results.Len() == 0 || !isError(results.At(results.Len()-1).Type()) {
		return false
	}
	for _, word := range []string{"Read", "Recv", "Receive", "Accept", "Fetch"} {
		if strings.HasPrefix(fn.Name(), word) && fn.Name() != "ReadFile" && fn.Name() != "ReadDir" {
			return true
		}
	}
	return false
}
