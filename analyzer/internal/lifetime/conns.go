package lifetime

import (
	"go/ast"
	"go/types"
)

// This file answers: what is a connection?

// isConn reports whether a type is a connection: reads of it can be given a
// deadline, and go on until it is closed.
func isConn(t types.Type) bool {
	if t == nil {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "SetReadDeadline")
	_, ok := m.(*types.Func)
	return ok
}

// holdsConn reports whether a type is a connection, or a struct around one.
func holdsConn(t types.Type) bool {
	if t == nil || isConn(t) {
		return t != nil
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Conn")
	v, ok := m.(*types.Var)
	return ok && isConn(v.Type())
}

// getsConn reports whether a call gets a connection, and may fail: then it
// reads from it, or writes to it.
func (p *Package) getsConn(call *ast.CallExpr) bool {
	results, ok := p.Info.TypeOf(call).(*types.Tuple)
	switch {
	case ok && (results.Len() == 0 || !isError(results.At(results.Len()-1).Type())), !ok && !isError(p.Info.TypeOf(call)):
		return false
	}
	for _, arg := range call.Args {
		if isConn(p.Info.TypeOf(arg)) {
			return true
		}
	}
	return false
}
