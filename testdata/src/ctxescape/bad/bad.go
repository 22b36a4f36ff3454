// Package bad holds what ctxescape finds; a function is named for its case.
package bad

func theCase() { // want `«the message» \(ctxescape\)`
}
