package lifetime

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"net/netip"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does a call reach out to the network at all, and is there
// a limit on how long it may take?

// reaches reports whether a call leaves the machine, as far as it is one of a
// function of package net or crypto/tls. Resolving a number asks nobody, and
// most addresses that are resolved are numbers or to listen on: so only a name
// that the source says is sure to be looked up.
func (p *Package) reaches(c *Call) bool {
	if c.Callee.Pkg() == nil || c.Callee.Pkg().Path() != "net" && c.Callee.Pkg().Path() != "crypto/tls" || len(c.Args) == 0 {
		return true
	}
	name := c.Callee.Name()
	switch {
	case strings.HasPrefix(name, "Lookup"):
		host, ok := p.constant(c.Args[len(c.Args)-1])
		return !ok || name == "LookupAddr" || !isNumber(host) && host != "localhost"
	case strings.HasPrefix(name, "Resolve"):
		host, ok := p.host(c.Args[len(c.Args)-1])
		return ok && host != "" && !isNumber(host) && host != "localhost"
	case name == "DialTCP" || name == "Handshake":
		return true
	}
	network, address := 0, 1
	if name == "DialWithDialer" {
		network, address = 1, 2
	}
	if address >= len(c.Args) {
		return true
	}
	host, ok := p.host(c.Args[address])
	switch kind := p.network(c, c.Args[network]); {
	case strings.HasPrefix(kind, "unix"), ok && (host == "localhost" || isLoopback(host)):
		return false
	case strings.HasPrefix(kind, "udp"), strings.HasPrefix(kind, "ip"):
		return ok && !isNumber(host) // no handshake: only a name takes time
	}
	return !p.localAddress(c.Args[address])
}

// network returns the constant that a network is: by its value, or because the
// call stands in the case of a switch that says so.
func (p *Package) network(c *Call, e ast.Expr) string {
	kind, ok := p.constant(e)
	if ok || c.Func == nil {
		return kind
	}
	text := types.ExprString(e)
	ast.Inspect(c.Func.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.SwitchStmt)
		if !ok || s.Tag == nil || types.ExprString(s.Tag) != text {
			return true
		}
		for _, clause := range s.Body.List {
			if clause := clause.(*ast.CaseClause); clause.Pos() <= c.Pos() && c.End() <= clause.End() && len(clause.List) > 0 {
				kind, _ = p.constant(clause.List[0])
			}
		}
		return true
	})
	return kind
}

// localAddress reports whether an expression is the address of something of
// this process: ln.Addr().String().
func (p *Package) localAddress(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn := p.CalleeOf(call); fn != nil && (fn.Name() == "Addr" || fn.Name() == "LocalAddr") && fn.Signature().Recv() != nil {
				found = true
			}
		}
		return !found
	})
	return found
}

func (p *Package) constant(e ast.Expr) (string, bool) {
	if v := p.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), true
	}
	if v := p.Variable(e); v != nil {
		if d, ok := p.Sole(v); ok && p.Info.Types[d.Rhs].Value != nil {
			return p.constant(d.Rhs)
		}
	}
	return "", false
}

// host returns the host of an address, as far as the source says it:
// "localhost:" + port has one.
func (p *Package) host(e ast.Expr) (host string, ok bool) {
	text, ok := p.constant(e)
	if !ok {
		if text, ok = p.start(e); !ok {
			return "", false
		}
	}
	if host, ok := strings.CutPrefix(text, "["); ok {
		host, _, _ = strings.Cut(host, "]")
		return host, true
	}
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		return text[:i], true
	}
	return text, true
}

// start returns the constant that a concatenation, Sprintf or JoinHostPort
// starts with, if it holds the whole host.
func (p *Package) start(e ast.Expr) (string, bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			if text, ok := p.constant(e.X); ok && strings.Contains(text, ":") {
				return text, true
			}
			return p.start(e.X)
		}
	case *ast.CallExpr:
		fn := p.CalleeOf(e)
		if fn == nil || len(e.Args) == 0 {
			return "", false
		}
		text, ok := p.constant(e.Args[0])
		switch fn.FullName() {
		case "fmt.Sprintf":
			host, _, found := strings.Cut(text, ":%")
			return host + ":0", ok && found && !strings.Contains(host, "%")
		case "net.JoinHostPort":
			return "[" + text + "]", ok
		}
	}
	if v := p.Variable(e); v != nil {
		if d, ok := p.Sole(v); ok && d.Func != nil {
			switch ast.Unparen(d.Rhs).(type) {
			case *ast.BinaryExpr, *ast.CallExpr:
				return p.start(d.Rhs)
			}
		}
	}
	return "", false
}

func isNumber(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// bounded reports whether the source sets a limit for a call: it is an
// argument, a field of the client or dialer, perhaps a transaction's context,
// or whoever closes the connection.
func (p *Package) bounded(call *ast.CallExpr, callee *types.Func) bool {
	if known.Is(callee, "(*crypto/tls.Conn).Handshake") {
		return !p.dialled(call)
	}
	if recv := callee.Signature().Recv(); recv != nil && (typeIs(recv.Type(), "database/sql", "Tx") || typeIs(recv.Type(), "database/sql", "Stmt")) {
		return true
	}
	for param := range callee.Signature().Params().Variables() {
		if param.Name() == "timeout" && typeIs(param.Type(), "time", "Duration") {
			return true
		}
	}
	var owner ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && callee.Signature().Recv() != nil {
		owner = sel.X
	} else if known.Is(callee, "crypto/tls.DialWithDialer") && len(call.Args) > 0 {
		owner = call.Args[0]
	}
	return owner != nil && p.hasLimit(owner, 0)
}

// dialled reports whether the connection of a handshake is the client's end,
// made in this package. Of others, whoever made them may close them.
func (p *Package) dialled(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	d, ok := p.Sole(p.Variable(sel.X))
	if !ok || d.Func == nil {
		return false
	}
	made, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := p.CalleeOf(made)
	return known.Is(fn, "crypto/tls.Client")
}

// hasLimit reports whether some value of a client or dialer is made with a
// time limit, or gets one in this package.
func (p *Package) hasLimit(e ast.Expr, depth int) bool {
	if depth > 4 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return p.hasLimit(e.X, depth)
	case *ast.CompositeLit:
		for _, elt := range e.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok && limits(key.Name) || ok && key.Name == "NetDialer" && p.hasLimit(kv.Value, depth+1) {
					return true
				}
			}
		}
		return false
	case *ast.CallExpr:
		if f := p.byObj[p.CalleeOf(e)]; f != nil { // a constructor of this package
			return p.makesLimited(f, depth)
		}
		return false
	}
	v := p.Variable(e)
	if v == nil {
		return false
	}
	for _, d := range p.defs[v] {
		if d.Rhs != nil && p.hasLimit(d.Rhs, depth+1) {
			return true
		}
	}
	return p.limitSet(v)
}

func (p *Package) makesLimited(f *Func, depth int) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			found = found || p.hasLimit(lit, depth+1)
		}
		return !found
	})
	return found
}

// limitSet reports whether the package assigns a limit to a field of what v
// holds: c.Timeout = d.
func (p *Package) limitSet(v *types.Var) bool {
	s, ok := deref(v.Type()).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range s.Fields() {
		if !limits(field.Name()) {
			continue
		}
		for _, d := range p.defs[field] {
			if a, ok := d.Node.(*ast.AssignStmt); ok {
				for _, l := range a.Lhs {
					if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && p.Variable(sel.X) == v {
						return true
					}
				}
			}
		}
	}
	return false
}

func limits(field string) bool { return field == "Timeout" || field == "Deadline" || field == "Cancel" }
