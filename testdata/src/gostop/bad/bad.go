// Package bad holds what gostop finds; a function is named for its case.
package bad

func theCase() { // want `«the message» \(gostop\)`
}
