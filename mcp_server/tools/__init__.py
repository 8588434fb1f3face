"""The capabilities: one plain function a module, named as the module.

Server, command line and scripts call these; they compose the parts and decide what is
answered. A module's function is found by its name, so a new file is a new tool.
"""
