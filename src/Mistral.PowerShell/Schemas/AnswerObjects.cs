// The tools still know the type by this name.
global using AnswerObjects = Mistral.PowerShell.ModelObjects;
